package palimpsest.evaluation.retrieval;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import palimpsest.evaluation.locomo.LocomoConversation;
import palimpsest.evaluation.retrieval.MemoryReport.Figures;
import palimpsest.evaluation.retrieval.MemoryReport.Ingestion;
import palimpsest.evaluation.retrieval.MemoryReport.Stored;
import palimpsest.memory.embed.Embedder;
import palimpsest.memory.gate.BaselineGates;
import palimpsest.memory.gate.GateProfile;
import palimpsest.memory.gate.MemoryGate;
import palimpsest.memory.gate.Turn;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.MemoryRecord;
import palimpsest.memory.longterm.NumberedTurn;
import palimpsest.memory.longterm.Recall;
import palimpsest.memory.retrieve.Reranker;

/**
 * Long-term memory on labelled conversations, each the memory of one subject: taken in turn by turn as the product does it, with each of
 * its parts off in turn, beside what people forget: the whole history, and plain file search.
 */
public final class MemoryEvaluation {

    private static final int DEPTH = 50;
    private static final int IN_FRONT = 10;
    private static final long SEED = 1;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Embedder embedder;
    private final Reranker reranker;
    private final ToIntFunction<String> tokens;
    private final String rules;
    private final Clock clock;

    /**
     * @param embedder null for none
     * @param tokens   counts those of a text
     * @param rules    of meta-memory, as they stand in front of a question; empty without any
     */
    public MemoryEvaluation(JdbcClient jdbc, TransactionTemplate transaction, Embedder embedder, Reranker reranker, ToIntFunction<String> tokens, String rules,
                            Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.embedder = embedder == null ? null : new RememberedVectors(embedder).asEmbedder();
        this.reranker = reranker;
        this.tokens = tokens;
        this.rules = rules;
        this.clock = clock;
    }

    /** A turn of a conversation, by its place in it, from 0. */
    private record Place(String conversation, int turn) {}

    /** Turns that were taken in under a tenant of their own. */
    private record Taken(String tenant, int kept, double seconds) {}

    /**
     * @param limit    questions at most, taken evenly over all; 0 for all
     * @param progress told in words how far the work is
     * @throws IllegalArgumentException when no question names a turn as its evidence
     */
    public MemoryReport run(List<LocomoConversation> conversations, int limit, Consumer<String> progress) {
        List<Asked> asked = Asked.of(conversations, limit);
        if (asked.isEmpty()) {
            throw new IllegalArgumentException("No question of categories 1 to 4 names a turn as its evidence.");
        }
        int turns = conversations.stream().mapToInt(conversation -> conversation.turns().size()).sum();
        double embedding = embed(conversations);
        progress.accept("%,d turns embedded".formatted(turns));
        var tenants = new ArrayList<EvaluationTenant>();
        try {
            Taken gated = take(tenants, conversations, null, place -> true);
            Taken all = take(tenants, conversations, BaselineGates.everything(), place -> true);
            progress.accept("%,d of %,d turns kept by the gate".formatted(gated.kept(), turns));
            var systems = new LinkedHashMap<String, Figures>();
            systems.put("full", measure(memory(null, reranker, true), gated, asked, rules, progress));
            systems.put("-gate", measure(memory(null, reranker, true), all, asked, rules, progress));
            systems.put("-reranker", measure(memory(null, null, true), gated, asked, rules, progress));
            systems.put("-links", measure(memory(null, reranker, false), gated, asked, rules, progress));
            systems.put("-meta_memory", without(systems.get("full")));
            systems.put("whole_history", wholeHistory(asked, turns));
            systems.put("file_search", fileSearch(asked, turns));
            var ingestion = new Ingestion(turns / (embedding + gated.seconds()), turns / (embedding + all.seconds()), embedding * 1000 / turns);
            return new MemoryReport(systems, equalStorage(tenants, conversations, gated, asked, progress), ingestion, gated.kept(), turns, asked.size(),
                    (int) asked.stream().map(Asked::conversation).distinct().count());
        } finally {
            tenants.forEach(EvaluationTenant::close);
        }
    }

    // --- taking in

    /** Seconds that it took. */
    private double embed(List<LocomoConversation> conversations) {
        long start = System.nanoTime();
        if (embedder != null) {
            conversations.forEach(conversation -> embedder.passages(numbered(conversation, place -> true).stream().map(turn -> turn.turn().content()).toList()));
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private LongTermMemory memory(MemoryGate gate, Reranker reranker, boolean links) {
        return new LongTermMemory(jdbc, transaction, embedder, reranker, new LongTermMemory.Settings(GateProfile.shipped(), null, gate, "english", links), clock);
    }

    /** @param gate null for the fitted one; @param some turns that are shown to it */
    private Taken take(List<EvaluationTenant> tenants, List<LocomoConversation> conversations, MemoryGate gate, Predicate<Place> some) {
        var own = new EvaluationTenant(jdbc, transaction);
        tenants.add(own);
        String tenant = own.name();
        LongTermMemory memory = memory(gate, null, false);
        long start = System.nanoTime();
        int kept = 0;
        for (LocomoConversation conversation : conversations) {
            var sessions = numbered(conversation, some).stream()
                    .collect(Collectors.groupingBy(turn -> conversation.turns().get((int) turn.seq()).session(), LinkedHashMap::new, Collectors.toList()));
            for (List<NumberedTurn> session : sessions.values()) {
                kept += (int) memory.remember(tenant, conversation.name(), conversation.name(), session).stream().filter(decision -> decision.kept()).count();
            }
        }
        return new Taken(tenant, kept, (System.nanoTime() - start) / 1e9);
    }

    private List<NumberedTurn> numbered(LocomoConversation conversation, Predicate<Place> some) {
        return IntStream.range(0, conversation.turns().size()).filter(i -> some.test(new Place(conversation.name(), i))).mapToObj(i -> {
            LocomoConversation.Turn turn = conversation.turns().get(i);
            return new NumberedTurn(i, new Turn(turn.speaker(), turn.at() == null ? clock.instant() : turn.at().toInstant(ZoneOffset.UTC), turn.text(), turn.caption()));
        }).toList();
    }

    // --- finding

    private Figures measure(LongTermMemory memory, Taken taken, List<Asked> asked, String front, Consumer<String> progress) {
        var rankings = new ArrayList<Ranking>();
        double[] millis = new double[asked.size()];
        double shown = 0;
        double share = 0;
        for (Asked one : asked) {
            long start = System.nanoTime();
            List<Recall.Found> found = memory.recall(taken.tenant(), Recall.now(one.conversation().name(), one.question().text(), DEPTH));
            millis[rankings.size()] = (System.nanoTime() - start) / 1e6;
            rankings.add(ranking(one, found));
            String best = found.stream().limit(IN_FRONT).map(MemoryEvaluation::shown).collect(Collectors.joining("\n"));
            double counted = tokens.applyAsInt(best) + (front.isEmpty() ? 0 : tokens.applyAsInt(front));
            shown += counted;
            share += counted / tokens.applyAsInt(transcript(one.conversation()));
        }
        progress.accept("%,d questions asked".formatted(asked.size()));
        Arrays.sort(millis);
        return figures(rankings, shown / asked.size(), share / asked.size(), taken.kept(), millis[millis.length / 2]);
    }

    private static Figures figures(List<Ranking> rankings, double tokens, double share, int records, double millis) {
        return new Figures(mean(rankings, 5), mean(rankings, 10), mean(rankings, 20), rankings.stream().mapToDouble(Ranking::reciprocalRank).average().orElse(0), tokens,
                share, records, millis);
    }

    private static double mean(List<Ranking> rankings, int k) {
        return rankings.stream().mapToDouble(ranking -> ranking.recall(k)).average().orElse(0);
    }

    private static Ranking ranking(Asked one, List<Recall.Found> found) {
        var order = new LinkedHashSet<String>();
        found.forEach(hit -> hit.record().sources().forEach(source -> order.add(one.conversation().turns().get((int) source.seq()).id())));
        return one.ranked(List.copyOf(order));
    }

    private static String shown(Recall.Found found) {
        MemoryRecord.Source source = found.record().sources().getFirst();
        return source.speaker() + ", " + source.saidAt() + ": " + found.record().text();
    }

    private static String transcript(LocomoConversation conversation) {
        return conversation.turns().stream().map(MemoryEvaluation::line).collect(Collectors.joining("\n"));
    }

    private static String line(LocomoConversation.Turn turn) {
        return turn.speaker() + ", " + turn.at() + ": " + turn.content();
    }

    // --- what stands beside

    /** Rules change what stands in front of a question, not what is found; whether answers get better only a language model can show. */
    private Figures without(Figures full) {
        int front = rules.isEmpty() ? 0 : tokens.applyAsInt(rules);
        double history = full.tokens() / full.share();
        return new Figures(full.recall5(), full.recall10(), full.recall20(), full.mrr(), full.tokens() - front, (full.tokens() - front) / history, full.records(), full.millis());
    }

    private Figures wholeHistory(List<Asked> asked, int turns) {
        double shown = asked.stream().mapToInt(one -> tokens.applyAsInt(transcript(one.conversation()))).average().orElse(0);
        return new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, shown, 1, turns, 0);
    }

    /** Lines that hold most of the question's words, as a search over files finds them; of equals the earlier. */
    private Figures fileSearch(List<Asked> asked, int turns) {
        var rankings = new ArrayList<Ranking>();
        double[] millis = new double[asked.size()];
        double shown = 0;
        double share = 0;
        for (Asked one : asked) {
            long start = System.nanoTime();
            Set<String> words = words(one.question().text());
            List<LocomoConversation.Turn> lines = one.conversation().turns().stream().filter(turn -> matches(turn, words) > 0)
                    .sorted(Comparator.comparingLong((LocomoConversation.Turn turn) -> matches(turn, words)).reversed()).limit(DEPTH).toList();
            millis[rankings.size()] = (System.nanoTime() - start) / 1e6;
            rankings.add(one.ranked(lines.stream().map(LocomoConversation.Turn::id).toList()));
            double counted = tokens.applyAsInt(lines.stream().limit(IN_FRONT).map(MemoryEvaluation::line).collect(Collectors.joining("\n")));
            shown += counted;
            share += counted / tokens.applyAsInt(transcript(one.conversation()));
        }
        Arrays.sort(millis);
        return figures(rankings, shown / asked.size(), share / asked.size(), turns, millis[millis.length / 2]);
    }

    private static long matches(LocomoConversation.Turn turn, Set<String> words) {
        return words(line(turn)).stream().filter(words::contains).count();
    }

    /** Words of four letters and more: shorter ones are in every line. */
    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")).filter(word -> word.length() > 3).collect(Collectors.toSet());
    }

    // --- equal storage

    private LinkedHashMap<String, Stored> equalStorage(List<EvaluationTenant> tenants, List<LocomoConversation> conversations, Taken gated, List<Asked> asked,
                                                       Consumer<String> progress) {
        List<Place> places = conversations.stream().flatMap(conversation -> IntStream.range(0, conversation.turns().size())
                .mapToObj(i -> new Place(conversation.name(), i))).toList();
        var choices = new LinkedHashMap<String, Set<Place>>();
        choices.put("gate", keptBy(gated.tenant()));
        int room = choices.get("gate").size();
        var text = conversations.stream().collect(Collectors.toMap(LocomoConversation::name, LocomoConversation::turns));
        choices.put("keep_longest", places.stream().sorted(Comparator.comparingInt((Place place) ->
                text.get(place.conversation()).get(place.turn()).content().length()).reversed()).limit(room).collect(Collectors.toSet()));
        choices.put("newest", places.stream().sorted(Comparator.comparingDouble((Place place) ->
                (double) place.turn() / text.get(place.conversation()).size()).reversed()).limit(room).collect(Collectors.toSet()));
        var shuffled = new ArrayList<>(places);
        Collections.shuffle(shuffled, new Random(SEED));
        choices.put("random", new HashSet<>(shuffled.subList(0, room)));
        Set<Place> evidence = evidence(conversations);
        var stored = new LinkedHashMap<String, Stored>();
        choices.forEach((name, chosen) -> {
            Taken taken = name.equals("gate") ? gated : take(tenants, conversations, BaselineGates.everything(), chosen::contains);
            double held = (double) evidence.stream().filter(chosen::contains).count() / evidence.size();
            stored.put(name, new Stored(held, measure(memory(null, null, false), taken, asked, "", progress).recall10()));
        });
        return stored;
    }

    private Set<Place> keptBy(String tenant) {
        return new HashSet<>(jdbc.sql("select conversation, seq from memory_decision where tenant = :tenant and kept").param("tenant", tenant)
                .query((row, n) -> new Place(row.getString(1), row.getInt(2))).list());
    }

    private static Set<Place> evidence(List<LocomoConversation> conversations) {
        return conversations.stream().flatMap(conversation -> {
            List<String> ids = conversation.turns().stream().map(LocomoConversation.Turn::id).toList();
            return conversation.questions().stream().filter(question -> question.category() <= 4).flatMap(question -> question.evidence().stream())
                    .map(ids::indexOf).filter(index -> index >= 0).map(index -> new Place(conversation.name(), index));
        }).collect(Collectors.toSet());
    }
}
