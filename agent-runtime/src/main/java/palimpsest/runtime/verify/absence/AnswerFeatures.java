package palimpsest.runtime.verify.absence;

import java.time.Month;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.text.Languages;
import palimpsest.runtime.answer.text.Word;
import palimpsest.runtime.answer.text.Words;

/**
 * The numbers by which an answer from a conversation is told from one that only resembles it. Most compare who is asked about with who
 * speaks: in a conversation people tell of themselves, so that what another one tells is no answer. Safe for several threads.
 */
public final class AnswerFeatures {

    private static final Pattern FIRST_PERSON = Pattern.compile("(?iU)\\b(?:I|I['’]m|me|my|mine|we|our|us|myself)\\b");
    private static final Pattern SECOND_PERSON = Pattern.compile("(?iU)\\b(?:you|your|yours|yourself)\\b");
    private static final Pattern WHEN = Pattern.compile("(?iU)\\b(?:when|(?:what|which) (?:date|day|year|month|time))\\b");
    /** They date a turn and need not stand in it. */
    private static final Set<String> MONTHS = Stream.of(Month.values()).map(month -> month.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    private static final int SHORT_NAME = 3;
    private static final int FIRST_TURNS = 5;
    /** Turns before and after one that tell of the same. */
    private static final int AROUND = 2;
    /** Shares of a word that stands in the turn before, which another one said: more when that one asked. */
    private static final double ASKED_BEFORE = 0.5;
    private static final double SAID_BEFORE = 0.2;

    private final Languages languages = new Languages();

    /** By name; empty where this can't be told: nobody talks, nothing is cited, or the question names no speaker. */
    public Optional<SequencedMap<String, Double>> of(String question, List<Citation> citations, List<ReadSpan> read) {
        Dialogue dialogue = Dialogue.of(read);
        List<Integer> cited = dialogue.cited(citations);
        List<String> named = named(dialogue.speakers(), question);
        if (!dialogue.isConversation() || cited.isEmpty() || named.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Measured(dialogue, question, named, cited).features());
    }

    /** The speakers whose names, or short forms of them, stand in the question, in its order. */
    private static List<String> named(List<String> speakers, String question) {
        List<String> words = List.of(question.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{M}\\p{N}]+"));
        record At(String speaker, int place) {}
        return speakers.stream().map(speaker -> new At(speaker, IntStream.range(0, words.size()).filter(i -> isNameOf(words.get(i), speaker)).findFirst().orElse(-1)))
                .filter(at -> at.place() >= 0).sorted(Comparator.comparingInt(At::place)).map(At::speaker).toList();
    }

    private static boolean isNameOf(String word, String speaker) {
        String first = speaker.toLowerCase(Locale.ROOT).split(" ")[0];
        return word.equals(first) || word.length() >= SHORT_NAME && first.startsWith(word);
    }

    /** One question, measured against the turns that were read. */
    private final class Measured {

        private final Dialogue dialogue;
        private final String question;
        private final List<String> named;
        private final List<Integer> cited;
        private final List<Set<String>> held;
        private final Map<String, Double> rarity = new LinkedHashMap<>();
        /** Of places, works, other people. */
        private final Set<String> names = new HashSet<>();
        private final double all;
        private final double[] coverage;

        Measured(Dialogue dialogue, String question, List<String> named, List<Integer> cited) {
            this.dialogue = dialogue;
            this.question = question;
            this.named = named;
            this.cited = cited;
            Words words = languages.of(question);
            this.held = dialogue.turns().stream().map(turn -> words.terms(turn.text())).toList();
            for (Word word : words.of(question)) {
                if (dialogue.speakers().stream().noneMatch(speaker -> isNameOf(word.surface().toLowerCase(Locale.ROOT), speaker))) {
                    long in = held.stream().filter(terms -> terms.contains(word.term())).count();
                    rarity.put(word.term(), Math.log(1 + held.size() / (1.0 + in)));
                    if (word.name() && !MONTHS.contains(word.surface().toLowerCase(Locale.ROOT))) {
                        names.add(word.term());
                    }
                }
            }
            this.all = Math.max(1e-9, rarity.values().stream().mapToDouble(Double::doubleValue).sum());
            this.coverage = IntStream.range(0, held.size()).mapToDouble(this::coverage).toArray();
        }

        SequencedMap<String, Double> features() {
            int top = cited.getFirst();
            double own = best(coverage, this::own);
            double ownFirst = best(coverage, i -> own(i) && matches(FIRST_PERSON, i));
            double otherFirst = best(coverage, i -> !own(i) && matches(FIRST_PERSON, i));
            double[] alone = IntStream.range(0, held.size()).mapToDouble(i -> share(held.get(i))).toArray();
            Set<String> told = new HashSet<>();
            cited.forEach(i -> told.addAll(held.get(i)));
            Set<String> anywhere = new HashSet<>();
            held.forEach(anywhere::addAll);
            var features = new LinkedHashMap<String, Double>();
            features.put("own", own);
            features.put("other", best(coverage, i -> !own(i) && !dialogue.turns().get(i).asks()));
            features.put("ownLessOther", own - best(coverage, i -> !own(i)));
            features.put("ownLessOtherAlone", best(alone, this::own) - best(alone, i -> !own(i)));
            features.put("ownLessOtherFirstPerson", ownFirst - otherFirst);
            features.put("toldToThem", best(coverage, i -> !own(i) && matches(SECOND_PERSON, i)) - otherFirst);
            features.put("topOwn", flag(own(top)));
            features.put("topFirstPerson", flag(matches(FIRST_PERSON, top)));
            features.put("topSecondPerson", flag(matches(SECOND_PERSON, top)));
            features.put("topAnswersTheOther", flag(own(top) && top > 0 && !own(top - 1) && dialogue.turns().get(top - 1).text().contains("?")));
            features.put("topCoverage", coverage[top]);
            features.put("topCoverageAlone", alone[top]);
            features.put("citedOwn", cited.stream().filter(this::own).count() / (double) cited.size());
            features.put("citedCoverage", share(told));
            features.put("rarestNotCited", rarestWithout(told));
            features.put("rarestNotRead", rarestWithout(anywhere));
            Set<String> around = new HashSet<>();
            IntStream.rangeClosed(Math.max(0, top - AROUND), Math.min(held.size() - 1, top + AROUND)).forEach(i -> around.addAll(held.get(i)));
            features.put("coverageAroundTop", share(around));
            features.put("rarestNotAroundTop", rarestWithout(around));
            features.put("namesNotAroundTop", (double) names.stream().filter(name -> !around.contains(name)).count());
            features.put("wordsNotRead", (double) rarity.keySet().stream().filter(term -> !anywhere.contains(term)).count());
            features.put("asksWhen", flag(WHEN.matcher(question).find()));
            features.put("namesSeveral", flag(named.size() > 1));
            features.put("words", (double) rarity.size());
            features.put("cited", (double) cited.size());
            byRank(features);
            return features;
        }

        private void byRank(Map<String, Double> features) {
            List<Integer> order = IntStream.range(0, coverage.length).boxed().sorted(Comparator.comparingDouble(i -> -coverage[i])).toList();
            int rank = 0;
            while (rank < order.size() && !own(order.get(rank))) {
                rank++;
            }
            features.put("rankOfOwn", 1.0 / (1 + rank));
            List<Integer> first = order.subList(0, Math.min(FIRST_TURNS, order.size()));
            double sum = first.stream().mapToDouble(i -> coverage[i]).sum();
            features.put("ownAmongFirst", sum == 0 ? 0.5 : first.stream().filter(this::own).mapToDouble(i -> coverage[i]).sum() / sum);
        }

        /** Whether the one who is asked about said it: who is named first. */
        private boolean own(int turn) {
            return dialogue.turns().get(turn).speaker().equals(named.getFirst());
        }

        private boolean matches(Pattern pattern, int turn) {
            return pattern.matcher(dialogue.turns().get(turn).text()).find();
        }

        /** The share of the question's words, by rarity, that a turn holds; a part of those that it answers to. */
        private double coverage(int turn) {
            var now = dialogue.turns().get(turn);
            boolean follows = turn > 0 && !dialogue.turns().get(turn - 1).speaker().equals(now.speaker());
            double lent = !follows ? 0 : dialogue.turns().get(turn - 1).text().contains("?") ? ASKED_BEFORE : SAID_BEFORE;
            double found = 0;
            for (Map.Entry<String, Double> word : rarity.entrySet()) {
                found += held.get(turn).contains(word.getKey()) ? word.getValue() : lent > 0 && held.get(turn - 1).contains(word.getKey()) ? lent * word.getValue() : 0;
            }
            return found / all;
        }

        private double share(Set<String> terms) {
            return rarity.entrySet().stream().filter(word -> terms.contains(word.getKey())).mapToDouble(Map.Entry::getValue).sum() / all;
        }

        private double rarestWithout(Set<String> terms) {
            return rarity.entrySet().stream().filter(word -> !terms.contains(word.getKey())).mapToDouble(Map.Entry::getValue).max().orElse(0);
        }

        private double best(double[] values, IntPredicate which) {
            return IntStream.range(0, values.length).filter(which).mapToDouble(i -> values[i]).max().orElse(0);
        }
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }
}
