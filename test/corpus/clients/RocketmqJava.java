import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import org.apache.rocketmq.client.apis.ClientConfiguration;
import org.apache.rocketmq.client.apis.ClientServiceProvider;
import org.apache.rocketmq.client.apis.consumer.ConsumeResult;
import org.apache.rocketmq.client.apis.consumer.FilterExpression;
import org.apache.rocketmq.client.apis.consumer.FilterExpressionType;
import org.apache.rocketmq.client.apis.consumer.PushConsumer;
import org.apache.rocketmq.client.apis.consumer.SimpleConsumer;
import org.apache.rocketmq.client.apis.message.MessageView;
import org.apache.rocketmq.client.apis.producer.Producer;

public class RocketmqJava {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        ClientServiceProvider provider = ClientServiceProvider.loadService();
        ClientConfiguration configuration = ClientConfiguration.newBuilder()
            .setEndpoints("127.0.0.1:" + arguments[0]).enableSsl(false).build();

        Producer producer = provider.newProducerBuilder().setClientConfiguration(configuration)
            .setTopics("corpus", "corpus-fifo").build();
        for (int i = 0; i < 4; i++) {
            producer.send(provider.newMessageBuilder().setTopic("corpus").setTag("tag").setKeys("key-" + i)
                .setBody(bytes("message " + i)).build());
        }
        producer.send(provider.newMessageBuilder().setTopic("corpus").setTag("large")
            .setBody(bytes("long body ".repeat(2000))).build());
        producer.send(provider.newMessageBuilder().setTopic("corpus-fifo").setMessageGroup("group")
            .setBody(bytes("in order")).build());

        SimpleConsumer consumer = provider.newSimpleConsumerBuilder().setClientConfiguration(configuration)
            .setConsumerGroup("corpus-simple").setAwaitDuration(Duration.ofSeconds(2))
            .setSubscriptionExpressions(Collections.singletonMap("corpus", FilterExpression.SUB_ALL)).build();
        for (int received = 0; received < 5; ) {
            for (MessageView message : consumer.receive(16, Duration.ofSeconds(30))) {
                received++;
                if (received == 1) {
                    consumer.changeInvisibleDuration(message, Duration.ofSeconds(20));
                } else {
                    consumer.ack(message);
                }
            }
        }
        consumer.close();

        CountDownLatch consumed = new CountDownLatch(4);
        PushConsumer push = provider.newPushConsumerBuilder().setClientConfiguration(configuration)
            .setConsumerGroup("corpus-push")
            .setSubscriptionExpressions(
                Collections.singletonMap("corpus", new FilterExpression("tag", FilterExpressionType.TAG)))
            .setMessageListener(message -> {
                consumed.countDown();
                return ConsumeResult.SUCCESS;
            }).build();
        consumed.await();
        Thread.sleep(1000);
        push.close();
        producer.close();
        System.exit(0);
    }
}
