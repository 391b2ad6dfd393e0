import com.alibaba.fastjson2.JSON;
import com.alibaba.fastjson2.JSONArray;
import com.alibaba.fastjson2.JSONObject;
import com.alibaba.fastjson2.JSONWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * Speaks RocketMQ's remoting protocol for a script: one JSON request a line on standard input, one JSON answer a line on
 * standard output. `java -cp 'lib/*' golden-driver.java NAMESERVER BROKER`; started by golden-driver.ts.
 */
class GoldenDriver {
    private static final long TIMEOUT_MS = 10_000;

    private final String nameserver;
    private final String broker;
    private final DefaultMQAdminExt admin = new DefaultMQAdminExt(TIMEOUT_MS);
    private final TransactionMQProducer producer = new TransactionMQProducer("golden-producer");
    private final DefaultMQPullConsumer puller = new DefaultMQPullConsumer("golden-puller");

    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        GoldenDriver driver = new GoldenDriver(args[0], args[1]);
        driver.start();
        answers.println("{\"ready\":true}");
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            JSONObject answer = new JSONObject();
            try {
                answer.put("result", driver.handle(JSON.parseObject(line)));
            } catch (Throwable error) {
                answer.put("error", error.toString());
            }
            answers.println(JSON.toJSONString(answer, JSONWriter.Feature.WriteMapNullValue));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private GoldenDriver(String nameserver, String broker) {
        this.nameserver = nameserver;
        this.broker = broker;
    }

    private void start() throws Exception {
        admin.setNamesrvAddr(nameserver);
        admin.setVipChannelEnabled(false);
        admin.start();
        producer.setNamesrvAddr(nameserver);
        producer.setVipChannelEnabled(false);
        producer.setSendMsgTimeout((int) TIMEOUT_MS);
        producer.setRetryTimesWhenSendFailed(0);
        producer.setTransactionListener(new TransactionListener() {
            @Override
            public LocalTransactionState executeLocalTransaction(Message message, Object resolution) {
                return LocalTransactionState.valueOf((String) resolution);
            }

            @Override
            public LocalTransactionState checkLocalTransaction(MessageExt message) {
                return LocalTransactionState.UNKNOW;
            }
        });
        producer.start();
        puller.setNamesrvAddr(nameserver);
        puller.setVipChannelEnabled(false);
        puller.start();
        awaitBroker();
    }

    /** The broker is not in the nameserver's routes at once; asking for any queue also keeps its address for later. */
    private void awaitBroker() throws Exception {
        long end = System.currentTimeMillis() + 30_000;
        while (true) {
            try {
                admin.maxOffset(new MessageQueue("TBW102", "broker-a", 0));
                return;
            } catch (org.apache.rocketmq.client.exception.MQClientException unknown) {
                if (System.currentTimeMillis() > end) {
                    throw unknown;
                }
                Thread.sleep(200);
            }
        }
    }

    private Object handle(JSONObject request) throws Exception {
        String topic = request.getString("topic");
        switch (request.getString("op")) {
            case "topic":
                return putTopic(request);
            case "group":
                return putGroup(request);
            case "deleteTopic":
                admin.deleteTopicInBroker(Set.of(broker), topic);
                return null;
            case "deleteExpired":
                return admin.deleteExpiredCommitLogByAddr(broker);
            case "deleteExpiredQueues":
                return admin.cleanExpiredConsumerQueueByAddr(broker);
            case "send":
                return send(request);
            case "sendBatch":
                return sendBatch(request);
            case "transaction":
                return answerOf(producer.sendMessageInTransaction(messageOf(request), request.getString("resolution")));
            case "recall":
                return producer.recallMessage(topic, request.getString("recallHandle"));
            case "consume":
                return consume(request);
            case "pull":
                return pull(request);
            case "range": {
                MessageQueue queue = queueOf(request);
                return Map.of("minOffset", admin.minOffset(queue), "maxOffset", admin.maxOffset(queue));
            }
            case "offsetByTime":
                return admin.searchOffset(queueOf(request), request.getLongValue("timestamp"));
            case "view":
                return described(admin.viewMessage(topic, request.getString("offsetMessageId")));
            case "query":
                return query(request);
            case "progress":
                return progress(request);
            case "topics":
                return admin.getAllTopicConfig(broker, TIMEOUT_MS).getTopicConfigTable();
            case "runtime":
                return admin.fetchBrokerRuntimeStats(broker).getTable();
            default:
                throw new IllegalArgumentException("unknown op " + request.getString("op"));
        }
    }

    private Object putTopic(JSONObject request) throws Exception {
        int queues = request.getIntValue("queues");
        TopicConfig config = new TopicConfig(request.getString("topic"), queues, queues, 6);
        JSONObject attributes = request.getJSONObject("attributes");
        if (attributes != null) {
            Map<String, String> changes = new HashMap<>();
            attributes.forEach((name, value) -> changes.put("+" + name, (String) value));
            config.setAttributes(changes);
        }
        admin.createAndUpdateTopicConfig(broker, config);
        return null;
    }

    private Object putGroup(JSONObject request) throws Exception {
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(request.getString("group"));
        config.setRetryMaxTimes(request.getIntValue("retryMaxTimes", 16));
        config.setConsumeMessageOrderly(request.getBooleanValue("fifo"));
        admin.createAndUpdateSubscriptionGroupConfig(broker, config);
        return null;
    }

    private MessageQueue queueOf(JSONObject request) {
        return new MessageQueue(request.getString("topic"), "broker-a", request.getIntValue("queueId"));
    }

    private static Message messageOf(JSONObject request) {
        Message message = new Message(request.getString("topic"), Base64.getDecoder().decode(request.getString("body")));
        if (request.containsKey("tag")) {
            message.setTags(request.getString("tag"));
        }
        if (request.containsKey("keys")) {
            message.setKeys(request.getString("keys"));
        }
        message.setFlag(request.getIntValue("flag"));
        JSONObject properties = request.getJSONObject("properties");
        if (properties != null) {
            properties.forEach((name, value) -> message.putUserProperty(name, (String) value));
        }
        if (request.containsKey("wait")) {
            message.setWaitStoreMsgOK(request.getBooleanValue("wait"));
        }
        if (request.containsKey("delayLevel")) {
            message.setDelayTimeLevel(request.getIntValue("delayLevel"));
        }
        if (request.containsKey("deliverMs")) {
            message.setDeliverTimeMs(request.getLongValue("deliverMs"));
        }
        return message;
    }

    private static JSONObject answerOf(SendResult result) {
        JSONObject answer = new JSONObject();
        answer.put("status", result.getSendStatus().name());
        answer.put("messageId", result.getMsgId());
        answer.put("offsetMessageId", result.getOffsetMsgId());
        answer.put("queueId", result.getMessageQueue().getQueueId());
        answer.put("queueOffset", result.getQueueOffset());
        answer.put("transactionId", result.getTransactionId());
        answer.put("recallHandle", result.getRecallHandle());
        return answer;
    }

    private Object send(JSONObject request) throws Exception {
        producer.setCompressMsgBodyOverHowmuch(request.getIntValue("compressOver", 4096));
        Message message = messageOf(request);
        return answerOf(request.containsKey("queueId") ? producer.send(message, queueOf(request)) : producer.send(message));
    }

    private Object sendBatch(JSONObject request) throws Exception {
        List<Message> messages = new ArrayList<>();
        JSONArray items = request.getJSONArray("messages");
        for (int i = 0; i < items.size(); i++) {
            messages.add(messageOf(items.getJSONObject(i)));
        }
        return answerOf(producer.send(messages, new MessageQueue(messages.get(0).getTopic(), "broker-a", request.getIntValue("queueId"))));
    }

    /** A push consumer that refuses each message `failures` times; ends after `deliveries` deliveries or `timeoutMs`. */
    private Object consume(JSONObject request) throws Exception {
        int failures = request.getIntValue("failures");
        CountDownLatch left = new CountDownLatch(request.getIntValue("deliveries"));
        JSONArray seen = new JSONArray();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(request.getString("group"));
        consumer.setNamesrvAddr(nameserver);
        consumer.setVipChannelEnabled(false);
        consumer.setPollNameServerInterval(1000); // Its retry topic is new to the nameserver.
        consumer.setInstanceName("golden-" + System.nanoTime());
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.setMaxReconsumeTimes(request.getIntValue("reconsumeMax", 16));
        consumer.setConsumeMessageBatchMaxSize(1);
        consumer.subscribe(request.getString("topic"), request.getString("expression"));
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            synchronized (seen) {
                messages.forEach(message -> seen.add(message.getMsgId() + " " + message.getReconsumeTimes()));
            }
            left.countDown();
            context.setDelayLevelWhenNextConsume(1);
            return messages.get(0).getReconsumeTimes() < failures
                ? ConsumeConcurrentlyStatus.RECONSUME_LATER
                : ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        left.await(request.getLongValue("timeoutMs"), TimeUnit.MILLISECONDS);
        Thread.sleep(2000); // What was refused last is still on its way back to the broker.
        consumer.shutdown();
        if (left.getCount() > 0) {
            throw new IllegalStateException(left.getCount() + " deliveries did not come");
        }
        synchronized (seen) {
            return new JSONArray(seen);
        }
    }

    /** All messages of a queue from `offset` on, as the broker gives them out. */
    private Object pull(JSONObject request) throws Exception {
        JSONArray messages = new JSONArray();
        MessageQueue queue = queueOf(request);
        long offset = request.getLongValue("offset");
        while (true) {
            PullResult result = puller.pull(queue, "*", offset, 32);
            if (result.getPullStatus() == PullStatus.FOUND) {
                for (MessageExt message : result.getMsgFoundList()) {
                    messages.add(described(message));
                }
            } else if (result.getNextBeginOffset() <= offset) {
                return messages;
            }
            offset = result.getNextBeginOffset();
        }
    }

    private Object query(JSONObject request) throws Exception {
        JSONArray messages = new JSONArray();
        try {
            String topic = request.getString("topic");
            String key = request.getString("key");
            QueryResult result;
            if (request.getBooleanValue("unique")) {
                result = admin.queryMessageByUniqKey("DefaultCluster", topic, key, 64, 0, Long.MAX_VALUE);
            } else if (request.getBooleanValue("tag")) {
                result = admin.queryMessage("DefaultCluster", topic, key, 64, 0, Long.MAX_VALUE, "T", null);
            } else {
                result = admin.queryMessage(topic, key, 64, 0, Long.MAX_VALUE);
            }
            result.getMessageList().forEach(message -> messages.add(described(message)));
        } catch (org.apache.rocketmq.client.exception.MQClientException none) {
            if (none.getResponseCode() != 208) { // NO_MESSAGE
                throw none;
            }
        }
        return messages;
    }

    private Object progress(JSONObject request) throws Exception {
        JSONArray rows = new JSONArray();
        admin.examineConsumeStats(request.getString("group"), request.getString("topic")).getOffsetTable().forEach((queue, offsets) ->
            rows.add(Map.of("queueId", queue.getQueueId(), "brokerOffset", offsets.getBrokerOffset(), "consumerOffset", offsets.getConsumerOffset())));
        return rows;
    }

    private static JSONObject described(MessageExt message) {
        JSONObject out = new JSONObject();
        out.put("topic", message.getTopic());
        out.put("queueId", message.getQueueId());
        out.put("queueOffset", message.getQueueOffset());
        out.put("physicalOffset", message.getCommitLogOffset());
        out.put("size", message.getStoreSize());
        out.put("flag", message.getFlag());
        out.put("sysFlag", message.getSysFlag());
        out.put("bornTimestamp", message.getBornTimestamp());
        out.put("storeTimestamp", message.getStoreTimestamp());
        out.put("reconsumeTimes", message.getReconsumeTimes());
        out.put("messageId", message.getMsgId());
        out.put("bodyBytes", message.getBody().length);
        out.put("bodyDigest", md5(message.getBody()));
        out.put("properties", message.getProperties());
        return out;
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("MD5").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
