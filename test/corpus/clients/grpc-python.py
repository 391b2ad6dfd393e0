import sys
import grpc

channel = grpc.insecure_channel("127.0.0.1:" + sys.argv[1])
metadata = (("x-mq-client-id", "host@1@0@abc"), ("x-mq-language", "PYTHON"), ("trace-bin", b"\x00\x01"))
to_bytes, to_text = str.encode, bytes.decode
unary = channel.unary_unary("/test.Echo/Unary", to_bytes, to_text)
for _ in range(3):
    print(unary("hello", timeout=365 * 86400, metadata=metadata))
print(unary("hello", metadata=metadata, compression=grpc.Compression.Gzip))
print(len(unary("x" * 20000)))
for path in ("/test.Echo/Fail", "/test.Echo/Nothing"):
    try:
        channel.unary_unary(path, to_bytes, to_text)("text with ü and %")
    except grpc.RpcError as error:
        print(error.code(), error.details())
print(list(channel.stream_stream("/test.Echo/Duplex", to_bytes, to_text)(iter("abc"))))
print(len(list(channel.unary_stream("/test.Echo/Stream", to_bytes, to_text)("20x3000"))))
channel.close()
