package palimpsest.memory.meta;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link MetaMemory} over the stored version in force. While there are few rules all of them stand in front. Of many those come last that were learned
 * from questions of other kinds alone, and before that the {@code most} stand in front whose embeddings are nearest to the question's.
 */
public final class StoredMetaMemory implements MetaMemory {

    private static final Logger log = LoggerFactory.getLogger(StoredMetaMemory.class);

    private final MetaMemoryStore store;
    private final Function<String, float[]> embedding;
    private final int most;
    /** By tenant: the vectors of the version last used. */
    private final Map<String, Vectors> vectors = new ConcurrentHashMap<>();

    private record Vectors(int version, List<Embedding> rules) {}

    /** By tenant: from which questions the rules of the version last used were learned. */
    private final Map<String, Learned> learned = new ConcurrentHashMap<>();

    private record Learned(int version, Map<String, Set<TaskKind>> kinds) {}

    /**
     * @param embedding of a question or a rule; null: without embeddings the first {@code most} rules that fit the question's kind stand in front
     * @param most      rules in front of one question, at least 1
     */
    public StoredMetaMemory(MetaMemoryStore store, Function<String, float[]> embedding, int most) {
        this.store = store;
        this.embedding = embedding;
        this.most = most;
    }

    @Override
    public MetaMemorySelection select(String tenant, String question) {
        return selected(tenant, question, null);
    }

    /** Where rules were chosen among many before, the question is embedded at once. */
    @Override
    public Supplier<MetaMemorySelection> selection(String tenant, String question) {
        Embedding asked = vectors.containsKey(tenant) ? embedded(question) : null;
        return () -> selected(tenant, question, asked);
    }

    @Override
    public boolean inTable() {
        return store.inTable();
    }

    private Embedding embedded(String question) {
        try {
            return Embedding.from(embedding.apply(question));
        } catch (RuntimeException | LinkageError e) {
            return null; // it is told when the rules are chosen
        }
    }

    /** @param asked the question; null when it was not embedded yet */
    private MetaMemorySelection selected(String tenant, String question, Embedding asked) {
        MetaMemoryVersion current = store.current(tenant);
        List<MetaMemoryRule> rules = current.rules().rules();
        if (rules.isEmpty()) {
            return MetaMemorySelection.NONE;
        }
        if (rules.size() <= most) {
            return new MetaMemorySelection(current.number(), rules);
        }
        Map<String, Set<TaskKind>> kinds = learned(tenant, current.number());
        TaskKind kind = TaskKind.asked(question);
        double[] near = embedding == null ? new double[rules.size()] : nearness(tenant, current, rules, question, asked);
        return new MetaMemorySelection(current.number(), IntStream.range(0, rules.size()).boxed()
                .sorted(Comparator.comparing((Integer place) -> !fits(kind, kinds.getOrDefault(rules.get(place).content(), Set.of())))
                        .thenComparingDouble(place -> -near[place]).thenComparing(Comparator.naturalOrder()))
                .limit(most).sorted().map(rules::get).toList());
    }

    /** @param learned kinds of the questions that a rule was learned from; empty where they are not known */
    private static boolean fits(TaskKind asked, Set<TaskKind> learned) {
        return asked.isGeneral() || learned.isEmpty() || learned.contains(asked) || learned.stream().anyMatch(TaskKind::isGeneral);
    }

    private Map<String, Set<TaskKind>> learned(String tenant, int version) {
        return learned.compute(tenant, (key, known) -> known != null && known.version() == version ? known : new Learned(version, store.learnedFrom(tenant))).kinds();
    }

    /** How near each rule is to the question; all alike where that can't be told. */
    private double[] nearness(String tenant, MetaMemoryVersion current, List<MetaMemoryRule> rules, String question, Embedding asked) {
        try {
            Embedding embedded = asked != null ? asked : Embedding.from(embedding.apply(question));
            return vectors(tenant, current, rules).stream().mapToDouble(rule -> similarity(embedded, rule)).toArray();
        } catch (RuntimeException | LinkageError e) {
            log.warn("The rules nearest to a question can't be told ({}): the first {} that fit its kind stand in front", e.toString(), most);
            return new double[rules.size()];
        }
    }

    /** A rule in another language than the question, whose model is another one, is neither near nor far. */
    private static double similarity(Embedding asked, Embedding rule) {
        return asked.dimension() == rule.dimension() ? CosineSimilarity.between(asked, rule) : 0;
    }

    private List<Embedding> vectors(String tenant, MetaMemoryVersion current, List<MetaMemoryRule> rules) {
        Vectors known = vectors.get(tenant);
        if (known == null || known.version() != current.number()) {
            known = new Vectors(current.number(), rules.stream().map(rule -> Embedding.from(embedding.apply(rule.content()))).toList());
            vectors.put(tenant, known);
        }
        return known.rules();
    }
}
