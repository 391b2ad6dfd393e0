package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
)

type raw struct{}

func (raw) Marshal(v any) ([]byte, error)      { return []byte(*v.(*string)), nil }
func (raw) Unmarshal(b []byte, v any) error    { *v.(*string) = string(b); return nil }
func (raw) Name() string                       { return "proto" }

func main() {
	encoding.RegisterCodec(raw{})
	c, err := grpc.NewClient("127.0.0.1:"+os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil { panic(err) }
	ctx, cancel := context.WithTimeout(context.Background(), 60*365*24*time.Hour)
	defer cancel()
	ctx = metadata.AppendToOutgoingContext(ctx, "x-mq-client-id", "host@1@0@abc", "x-mq-language", "GO", "trace-bin", "\x00\x01")
	in, out := "hello", ""
	for i := 0; i < 3; i++ {
		fmt.Println(c.Invoke(ctx, "/test.Echo/Unary", &in, &out), out)
	}
	fmt.Println(c.Invoke(ctx, "/test.Echo/Unary", &in, &out, grpc.UseCompressor(gzip.Name)), out)
	big := strings.Repeat("x", 20000)
	fmt.Println(c.Invoke(ctx, "/test.Echo/Unary", &big, &out), len(out))
	fmt.Println(c.Invoke(ctx, "/test.Echo/Fail", &in, &out))
	fmt.Println(c.Invoke(ctx, "/test.Echo/Nothing", &in, &out))
	s, err := c.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/test.Echo/Duplex")
	if err != nil { panic(err) }
	for i := 0; i < 3; i++ {
		if err := s.SendMsg(&in); err != nil { panic(err) }
		if err := s.RecvMsg(&out); err != nil { panic(err) }
	}
	s.CloseSend()
	fmt.Println(s.RecvMsg(&out) == io.EOF)
	spec := "20x3000"
	s, err = c.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, "/test.Echo/Stream")
	s.SendMsg(&spec); s.CloseSend()
	n := 0
	for s.RecvMsg(&out) == nil { n++ }
	fmt.Println(n)
	c.Close()
}
