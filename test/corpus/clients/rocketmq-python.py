import sys
import time

from rocketmq import (ClientConfiguration, ConsumeResult, Credentials, FilterExpression, Message, MessageListener,
                      Producer, PushConsumer, SimpleConsumer)

configuration = ClientConfiguration("127.0.0.1:" + sys.argv[1], Credentials())


def message(topic, body, tag=None, key=None, group=None):
    one = Message()
    one.topic = topic
    one.body = body
    if tag:
        one.tag = tag
    if key:
        one.keys = key
    if group:
        one.message_group = group
    return one


producer = Producer(configuration, ("corpus", "corpus-fifo"))
producer.startup()
for i in range(4):
    producer.send(message("corpus", b"message %d" % i, "tag", "key-%d" % i))
producer.send(message("corpus", b"long body " * 2000, "large"))
producer.send(message("corpus-fifo", b"in order", group="group"))

consumer = SimpleConsumer(configuration, "corpus-simple", {"corpus": FilterExpression()}, 2)
consumer.startup()
received = 0
while received < 5:
    for one in consumer.receive(16, 30) or []:
        received += 1
        if received == 1:
            consumer.change_invisible_duration(one, 20)
        else:
            consumer.ack(one)
consumer.shutdown()

consumed = []


class Listener(MessageListener):
    def consume(self, one):
        consumed.append(one)
        return ConsumeResult.SUCCESS


push = PushConsumer(configuration, "corpus-push", Listener(), {"corpus": FilterExpression("tag")})
push.startup()
while len(consumed) < 4:
    time.sleep(0.2)
time.sleep(1)
push.shutdown()
producer.shutdown()
