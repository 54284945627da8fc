package palimpsest.benchmarks.context;

import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import palimpsest.benchmarks.Benchmark;
import palimpsest.benchmarks.Effort;
import palimpsest.benchmarks.Row;
import palimpsest.memory.text.Tokenizer;
import palimpsest.memory.text.Tokenizers;
import palimpsest.runtime.event.ContextTerms.PruningTerms;
import palimpsest.runtime.event.ContextTerms.ToolClearing;
import palimpsest.runtime.model.wire.PythonJson;
import palimpsest.runtime.model.wire.WireMessages;

/** What one scripted long run sends under each pruning policy, what a prefix cache would have served of it, and what that costs. */
public final class PruningBenchmark implements Benchmark {

    private static final int WINDOW = 32_000;
    private static final int SENTENCES = 60;
    private static final double CACHED_PRICE = 0.1;

    @Override
    public String name() {
        return "pruning";
    }

    @Override
    public String description() {
        return "One scripted run (read, note, delete, delete) under each pruning policy against immediate pruning, as StateLM: tokens sent, tokens that a cache "
                + "of the longest common prefix with the request before would have served, and the cost when a cached token costs a tenth.";
    }

    @Override
    public List<Row> run(Effort effort) {
        int steps = 4 * effort.of(10, 60);
        Map<String, PruningTerms> policies = new LinkedHashMap<>();
        policies.put("batched (2,000)", new PruningTerms("batched", 2_000, CACHED_PRICE, null));
        policies.put("batched (8,000)", new PruningTerms("batched", 8_000, CACHED_PRICE, null));
        policies.put("cache-aware", new PruningTerms("cache-aware", 0, CACHED_PRICE, null));
        policies.put("immediate, clearing at 16,000", new PruningTerms("immediate", 0, CACHED_PRICE, new ToolClearing(16_000, 3, 4_000, List.of(), true)));
        Sent plain = sent(steps, PruningTerms.IMMEDIATE);
        List<Row> rows = new ArrayList<>();
        policies.forEach((name, terms) -> {
            Sent ours = sent(steps, terms);
            rows.add(new Row(name + ": sent", ours.tokens(), plain.tokens(), "tokens"));
            rows.add(new Row(name + ": served by a cache", ours.cached(), plain.cached(), "tokens"));
            rows.add(new Row(name + ": cost", ours.cost(), plain.cost(), "tokens' price"));
        });
        return rows;
    }

    private record Sent(long tokens, long cached) {
        double cost() {
            return tokens - cached + cached * CACHED_PRICE;
        }
    }

    private static Sent sent(int steps, PruningTerms pruning) {
        Tokenizer tokenizer = Tokenizers.byId("o200k_base");
        long[] totals = {0, 0};
        List<String> before = new ArrayList<>();
        new ScriptedRun(tokenizer, WINDOW, SENTENCES, pruning).run(steps, messages -> {
            List<String> now = messages.stream().map(PruningBenchmark::text).toList();
            int same = 0;
            while (same < Math.min(now.size(), before.size()) && now.get(same).equals(before.get(same))) {
                totals[1] += tokenizer.count(now.get(same++));
            }
            if (same < Math.min(now.size(), before.size())) {
                totals[1] += tokenizer.count(commonPrefix(now.get(same), before.get(same)));
            }
            totals[0] += now.stream().mapToInt(tokenizer::count).sum();
            before.clear();
            before.addAll(now);
        });
        return new Sent(totals[0], totals[1]);
    }

    private static String text(ChatMessage message) {
        return PythonJson.write(WireMessages.toWire(message));
    }

    private static String commonPrefix(String a, String b) {
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return a.substring(0, same);
    }
}
