package palimpsest.benchmarks.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;

/** Questions with one call of a tool, asked of this product's starter and of peers; each in a process of its own, against one scripted model. */
public final class RuntimeBenchmark implements Benchmark {

    private static final String MODEL_MILLISECONDS = "50";
    private static final List<String> PEERS = List.of("bare-loop", "langchain4j", "langchain4j-jdbc", "spring-ai-jdbc");
    private static final String OURS = "palimpsest";
    private static final String OURS_WITHOUT_FEATURES = "palimpsest-without-features";
    /** In front of the names of rows in which ours works without what no peer has. */
    private static final String WITHOUT_FEATURES = "without memory, checks and reranking: ";
    /** Under which ratios of questions a second stand for the whole. */
    private static final Map<String, String> KEYS = Map.of("bare-loop", "vs_floor", "langchain4j", "vs_langchain4j", "langchain4j-jdbc", "vs_langchain4j_jdbc", "spring-ai-jdbc", "vs_spring_ai");
    private static final String OURS_EMBEDDED = "palimpsest, embedded database";

    @Override
    public String name() {
        return "runtime";
    }

    @Override
    public String description() {
        return "Questions of two model calls of 50 ms and one call of a tool, in many conversations at once: the starter against a bare loop, LangChain4j's AI services in "
                + "memory and with a JDBC store, and Spring AI's ChatClient with JDBC memory; the same without what they don't have (memory, learned rules, checks, reranking): "
                + "against the bare loop it is what durability costs, and as it comes against it what those cost; what the database does for a question. The databases are on the server of "
                + "PALIMPSEST_TEST_DATABASE_URL; without it all use embedded ones, and nothing of a database is counted. "
                + "Each peer is warmed up for as long, a minute, or half of one with --quick: that takes some twelve minutes, and half an hour in the full form.";
    }

    /**
     * @param heapBytes that a conversation holds
     * @param counted   in the database; null where nothing is
     */
    private record Measured(double questionsPerSecond, double p50, double p95, double errors, double heapBytes, ServerDatabase.Counted counted) {}

    @Override
    public List<Row> run(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        try (PeerProcess provider = PeerProcess.start("ScriptedProvider", MODEL_MILLISECONDS)) {
            String model = provider.line();
            for (int conversations : effort == Effort.QUICK ? new int[] {1, 20} : new int[] {1, 20, 100, 500}) {
                int questions = Math.max(6, Math.min(effort.of(20, 40), effort.of(400, 3000) / conversations));
                compare(measured(model, conversations, effort.of(30, 60), questions), conversations, conversations == effort.of(20, 100), rows);
            }
        }
        return rows;
    }

    /** @param warmUp seconds for each peer, after which the compiler has seen most of what a question takes */
    private static Map<String, Measured> measured(String model, int conversations, int warmUp, int questions) throws Exception {
        Map<String, Measured> measured = new LinkedHashMap<>();
        if (ServerDatabase.isThere()) {
            for (String peer : concat(List.of(OURS, OURS_WITHOUT_FEATURES), PEERS)) {
                try (ServerDatabase database = ServerDatabase.make()) {
                    measured.put(peer, ask(peer, model, database.url(), database, conversations, warmUp, questions));
                }
            }
        }
        try (TemporaryDatabase database = TemporaryDatabase.empty()) {
            measured.put(OURS_EMBEDDED, ask(OURS, model, database.url(), null, conversations, warmUp, questions));
        }
        if (!ServerDatabase.isThere()) {
            measured.put(OURS, measured.get(OURS_EMBEDDED));
            for (String peer : concat(List.of(OURS_WITHOUT_FEATURES), PEERS)) {
                try (TemporaryDatabase database = TemporaryDatabase.empty()) {
                    measured.put(peer, ask(peer, model, database.url(), null, conversations, warmUp, questions));
                }
            }
        }
        return measured;
    }

    private static List<String> concat(List<String> first, List<String> others) {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    private static Measured ask(String peer, String model, String url, ServerDatabase database, int conversations, int warmUp, int questions) throws Exception {
        try (PeerProcess process = PeerProcess.start("PeerMain", peer, model, url, String.valueOf(conversations), String.valueOf(warmUp), String.valueOf(questions))) {
            process.await("ready");
            ServerDatabase.Counted before = database == null ? null : database.countedIdle();
            process.goOn();
            String[] figures = process.await("done").split(" ");
            double asked = Double.parseDouble(figures[0]);
            process.ended();
            ServerDatabase.Counted counted = database == null ? null : database.countedEnded().since(before, asked);
            return new Measured(asked / Double.parseDouble(figures[1]), Double.parseDouble(figures[2]), Double.parseDouble(figures[3]),
                    Double.parseDouble(figures[4]), Double.parseDouble(figures[5]), counted);
        }
    }

    private static void compare(Map<String, Measured> all, int conversations, boolean told, List<Row> rows) {
        Measured ours = all.get(OURS);
        String of = conversations == 1 ? ", 1 conversation" : ", " + conversations + " conversations";
        for (String peer : PEERS) {
            rows.add(new Row("questions" + of + ", " + peer, ours.questionsPerSecond(), all.get(peer).questionsPerSecond(), "questions/s").as(told ? KEYS.get(peer) : null));
        }
        Measured plain = all.get(OURS_WITHOUT_FEATURES);
        for (String peer : PEERS) {
            rows.add(new Row(WITHOUT_FEATURES + "questions" + of + ", " + peer, plain.questionsPerSecond(), all.get(peer).questionsPerSecond(), "questions/s")
                    .as(told ? KEYS.get(peer) + "_without_features" : null));
        }
        rows.add(new Row("questions" + of + ", the same " + WITHOUT_FEATURES.strip().replace(":", ""), ours.questionsPerSecond(), plain.questionsPerSecond(), "questions/s")
                .as(told ? "vs_without_features" : null));
        Measured floor = all.get("bare-loop");
        rows.add(new Row("questions" + of + ", embedded database, bare-loop", all.get(OURS_EMBEDDED).questionsPerSecond(), floor.questionsPerSecond(), "questions/s"));
        rows.add(new Row("half of the answers within" + of + ", bare-loop", ours.p50(), floor.p50(), "ms"));
        rows.add(new Row("95 % of the answers within" + of + ", bare-loop", ours.p95(), floor.p95(), "ms"));
        rows.add(new Row("heap of a conversation" + of + ", langchain4j", Math.max(0, ours.heapBytes()) / 1024, Math.max(0, all.get("langchain4j").heapBytes()) / 1024, "KiB"));
        rows.add(new Row("questions without an answer" + of + ", bare-loop", ours.errors(), floor.errors(), "questions"));
        rows.add(new Row(WITHOUT_FEATURES + "questions without an answer" + of + ", bare-loop", plain.errors(), floor.errors(), "questions"));
        for (String peer : List.of("langchain4j-jdbc", "spring-ai-jdbc")) {
            boolean named = told && peer.equals("langchain4j-jdbc");
            database(ours.counted(), all.get(peer).counted(), "", of + ", " + peer, named ? "transactions_per_question" : null, rows);
            database(plain.counted(), all.get(peer).counted(), WITHOUT_FEATURES, of + ", " + peer, named ? "transactions_per_question_without_features" : null, rows);
        }
    }

    /** @param key of the row of transactions; null for none */
    private static void database(ServerDatabase.Counted ours, ServerDatabase.Counted peer, String before, String after, String key, List<Row> rows) {
        if (ours != null && peer != null) {
            rows.add(new Row(before + "transactions a question" + after, ours.transactions(), peer.transactions(), "transactions").as(key));
            rows.add(new Row(before + "rows written a question" + after, ours.rows(), peer.rows(), "rows"));
            rows.add(new Row(before + "log of the database a question" + after, ours.walBytes() / 1024, peer.walBytes() / 1024, "KiB"));
        }
    }
}
