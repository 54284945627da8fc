package palimpsest.memory.meta;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import palimpsest.memory.text.Sha256;

/**
 * The rules of one version, in order: the n-th is {@code M(n-1)}. Immutable. No rule is blank, longer than {@value #MOST_WORDS}
 * words, or there twice (letter case and spaces aside).
 */
public record MetaMemoryRules(List<String> contents) {

    public static final int MOST_WORDS = 30;
    /** Of one version. */
    public static final int MOST_RULES = 200;
    public static final MetaMemoryRules EMPTY = new MetaMemoryRules(List.of());

    /** @throws IllegalArgumentException when a rule can't stand; the message says which and why */
    public MetaMemoryRules {
        contents = contents.stream().map(MetaMemoryRules::plain).toList();
        var seen = new LinkedHashSet<String>();
        for (String content : contents) {
            String obstacle = obstacle(content);
            if (obstacle != null) {
                throw new IllegalArgumentException(obstacle);
            }
            if (!seen.add(folded(content))) {
                throw new IllegalArgumentException("The rule \"" + content + "\" is there twice.");
            }
        }
        if (contents.size() > MOST_RULES) {
            throw new IllegalArgumentException("There are " + contents.size() + " rules: keep at most " + MOST_RULES + ".");
        }
    }

    /**
     * What operations made of the rules.
     *
     * @param skipped operations that could not be carried out, with the reason
     */
    public record Applied(MetaMemoryRules rules, List<Skipped> skipped) {}

    public record Skipped(RuleOperation operation, String reason) {}

    /**
     * Applies operations in order. Ids name the rules as they were before the first operation; additions go to the end; ids are
     * given anew afterwards. An operation that can't be carried out is left out and reported.
     */
    public Applied apply(List<? extends RuleOperation> operations) {
        Map<String, String> byId = new LinkedHashMap<>();
        rules().forEach(rule -> byId.put(rule.id(), rule.content()));
        List<String> added = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (RuleOperation operation : operations) {
            String reason = switch (operation) {
                case RuleOperation.Add add -> add(add.content(), byId, added);
                case RuleOperation.Update update -> update(update, byId, added);
                case RuleOperation.Delete delete -> byId.remove(id(delete.id())) == null ? unknown(delete.id()) : null;
            };
            if (reason != null) {
                skipped.add(new Skipped(operation, reason));
            }
        }
        List<String> result = new ArrayList<>(byId.values());
        result.addAll(added);
        return new Applied(new MetaMemoryRules(result), List.copyOf(skipped));
    }

    private static String add(String content, Map<String, String> byId, List<String> added) {
        String plain = plain(content);
        String obstacle = obstacle(plain);
        if (obstacle != null) {
            return obstacle;
        }
        if (holds(byId.values(), plain) || holds(added, plain)) {
            return "the same rule is there already";
        }
        if (byId.size() + added.size() >= MOST_RULES) {
            return "there are " + MOST_RULES + " rules already";
        }
        added.add(plain);
        return null;
    }

    private static String update(RuleOperation.Update update, Map<String, String> byId, List<String> added) {
        String id = id(update.id());
        if (!byId.containsKey(id)) {
            return unknown(update.id());
        }
        String plain = plain(update.content());
        String obstacle = obstacle(plain);
        if (obstacle != null) {
            return obstacle;
        }
        var others = new LinkedHashMap<>(byId);
        others.remove(id);
        if (holds(others.values(), plain) || holds(added, plain)) {
            return "the same rule is there already";
        }
        byId.put(id, plain);
        return null;
    }

    /** With their ids. */
    public List<MetaMemoryRule> rules() {
        return IntStream.range(0, contents.size()).mapToObj(place -> new MetaMemoryRule("M" + place, contents.get(place))).toList();
    }

    public boolean isEmpty() {
        return contents.isEmpty();
    }

    /** The same for the same rules in the same order; stands for them in keys. */
    public String fingerprint() {
        return HexFormat.of().formatHex(Sha256.of(String.join("\n", contents)), 0, 8);
    }

    private static boolean holds(Iterable<String> contents, String content) {
        for (String other : contents) {
            if (folded(other).equals(folded(content))) {
                return true;
            }
        }
        return false;
    }

    /** Why a rule can't stand, null when it can. */
    private static String obstacle(String content) {
        if (content.isEmpty()) {
            return "a rule can't be empty";
        }
        int words = content.split(" ").length;
        // Languages without spaces would otherwise have no limit.
        boolean tooLong = words > MOST_WORDS || content.length() > MOST_WORDS * 20;
        return tooLong ? "a rule has " + MOST_WORDS + " words at most, and this one has " + words + ": \"" + content + "\"" : null;
    }

    static String plain(String content) {
        return content == null ? "" : content.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    private static String folded(String content) {
        return content.toLowerCase(Locale.ROOT);
    }

    private static String id(String id) {
        return id == null ? "" : id.strip().toUpperCase(Locale.ROOT);
    }

    private static String unknown(String id) {
        return "there is no rule " + id;
    }
}
