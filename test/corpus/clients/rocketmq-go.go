package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	rmq "github.com/apache/rocketmq-clients/golang/v5"
	"github.com/apache/rocketmq-clients/golang/v5/credentials"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	rmq.EnableSsl = false
	config := func(group string) *rmq.Config {
		return &rmq.Config{
			Endpoint:      "127.0.0.1:" + os.Args[1],
			ConsumerGroup: group,
			Credentials:   &credentials.SessionCredentials{},
		}
	}
	background := context.Background()

	producer := must(rmq.NewProducer(config(""), rmq.WithTopics("corpus", "corpus-fifo")))
	check(producer.Start())
	for i := 0; i < 4; i++ {
		message := &rmq.Message{Topic: "corpus", Body: []byte(fmt.Sprintf("message %d", i))}
		message.SetTag("tag")
		message.SetKeys(fmt.Sprintf("key-%d", i))
		must(producer.Send(background, message))
	}
	large := &rmq.Message{Topic: "corpus", Body: []byte(strings.Repeat("long body ", 2000))}
	large.SetTag("large")
	must(producer.Send(background, large))
	ordered := &rmq.Message{Topic: "corpus-fifo", Body: []byte("in order")}
	ordered.SetMessageGroup("group")
	must(producer.Send(background, ordered))

	consumer := must(rmq.NewSimpleConsumer(config("corpus-simple"),
		rmq.WithSimpleAwaitDuration(2*time.Second),
		rmq.WithSimpleSubscriptionExpressions(map[string]*rmq.FilterExpression{"corpus": rmq.SUB_ALL})))
	check(consumer.Start())
	for received := 0; received < 5; {
		messages, err := consumer.Receive(background, 16, 30*time.Second)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		for _, message := range messages {
			received++
			if received == 1 {
				check(consumer.ChangeInvisibleDuration(message, 20*time.Second))
			} else {
				check(consumer.Ack(background, message))
			}
		}
	}
	check(consumer.GracefulStop())

	var consumed atomic.Int32
	push := must(rmq.NewPushConsumer(config("corpus-push"),
		rmq.WithPushAwaitDuration(2*time.Second),
		rmq.WithPushSubscriptionExpressions(map[string]*rmq.FilterExpression{"corpus": rmq.NewFilterExpression("tag")}),
		rmq.WithPushMessageListener(&rmq.FuncMessageListener{
			Consume: func(*rmq.MessageView) rmq.ConsumerResult {
				consumed.Add(1)
				return rmq.SUCCESS
			},
		}),
		rmq.WithPushConsumptionThreadCount(2),
		rmq.WithPushMaxCacheMessageCount(64)))
	check(push.Start())
	for consumed.Load() < 4 {
		time.Sleep(200 * time.Millisecond)
	}
	time.Sleep(time.Second)
	check(push.GracefulStop())
	check(producer.GracefulStop())
}
