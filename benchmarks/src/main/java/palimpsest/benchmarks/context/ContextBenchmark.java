package palimpsest.benchmarks.context;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.benchmarks.data.TemporaryDatabase;
import palimpsest.benchmarks.runtime.PeerProcess;
import palimpsest.benchmarks.runtime.ServerDatabase;

/** Questions over texts that are larger than a window: this product's window against what others do with a history. */
public final class ContextBenchmark implements Benchmark {

    private static final List<String> PEERS = List.of("full-history", "sliding-window", "summary-when-full", "cleared-tool-results");
    private static final String OURS = "palimpsest";
    private static final String BEFORE_A_RESULT = "result ";
    /** Questions over a text. */
    private static final int TASKS = 5;
    private static final int THOUSAND = 1000;

    @Override
    public String name() {
        return "context";
    }

    @Override
    public String description() {
        return "Five questions (needle, eight needles, count, ledger, chain of updates) over texts of 32,000 to 2,000,000 tokens that one scripted policy reads chunk by chunk, and answers from "
                + "what stands in its request alone: behind the starter with a window of 32,000, and behind the whole history, a sliding window, a summary when the window is full, and "
                + "cleared tool results. Tokens and dollars (3, 0.30 from a prefix cache, 15 for output, a million) of the five together. "
                + "PALIMPSEST_BENCH_TOKENS is the longest text. Takes some minutes.";
    }

    /** Of the questions over one text behind one system. */
    private record Used(int right, long peak, long input, long cached, double dollars) {

        static final Used NONE = new Used(0, 0, 0, 0, 0);

        /** With one result: {@code TASK right requests peak input cached output dollars}. */
        Used and(String[] result) {
            return new Used(right + (result[1].equals("right") ? 1 : 0), Math.max(peak, Long.parseLong(result[3])), input + Long.parseLong(result[4]),
                    cached + Long.parseLong(result[5]), dollars + Double.parseDouble(result[7]));
        }
    }

    @Override
    public List<Row> run(Effort effort) throws Exception {
        var rows = new ArrayList<Row>();
        String most = System.getenv("PALIMPSEST_BENCH_TOKENS");
        int largest = most == null ? effort.of(128_000, 2_000_000) : Integer.parseInt(most);
        int[] sizes = IntStream.of(32_000, 128_000, 512_000, 2_000_000).filter(tokens -> tokens <= largest).toArray();
        for (int tokens : sizes) {
            compare(tokens, measured(tokens), tokens == sizes[sizes.length - 1], rows);
        }
        return rows;
    }

    /** Each text has a database of its own: what was asked of another one would be remembered. */
    private static Map<String, Used> measured(int tokens) throws IOException, SQLException {
        if (ServerDatabase.isThere()) {
            try (ServerDatabase database = ServerDatabase.make()) {
                return measured(database.url(), tokens);
            }
        }
        try (TemporaryDatabase database = TemporaryDatabase.empty()) {
            return measured(database.url(), tokens);
        }
    }

    private static Map<String, Used> measured(String database, int tokens) throws IOException {
        Map<String, Used> measured = new LinkedHashMap<>();
        try (PeerProcess process = PeerProcess.start("context.ContextMain", database, String.valueOf(tokens))) {
            for (int i = 0; i < TASKS * (1 + PEERS.size()); i++) {
                String[] result = process.await(BEFORE_A_RESULT).split(" ", 2);
                measured.merge(result[0], Used.NONE.and(result[1].split(" ")), (all, one) -> all.and(result[1].split(" ")));
            }
        }
        return measured;
    }

    private static void compare(int tokens, Map<String, Used> all, boolean largest, List<Row> rows) {
        Used ours = all.get(OURS);
        String of = ", %,d tokens".formatted(tokens);
        for (String peer : PEERS) {
            Used plain = all.get(peer);
            boolean told = largest && peer.equals(PEERS.getFirst());
            String than = of + ", " + peer;
            List<Row> figures = List.of(
                    new Row("right answers of " + TASKS + than, ours.right(), plain.right(), "answers").as("right_answers_of_5"),
                    new Row("tokens of the largest request" + than, ours.peak(), plain.peak(), "tokens").as("peak_request_tokens"),
                    new Row("tokens of all requests" + than, (double) ours.input() / THOUSAND, (double) plain.input() / THOUSAND, "1000 tokens").as("vs_full_history_tokens"),
                    new Row("of them from a prefix cache" + than, (double) ours.cached() / THOUSAND, (double) plain.cached() / THOUSAND, "1000 tokens").as("cached_kilotokens"),
                    new Row("cost" + than, ours.dollars(), plain.dollars(), "$").as("vs_full_history_cost"));
            figures.forEach(row -> rows.add(told ? row : row.as(null)));
        }
    }
}
