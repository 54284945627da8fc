package palimpsest.runtime.verify.absence;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.Comparator;
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
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Word;
import palimpsest.memory.language.Words;
import palimpsest.memory.text.NamedPerson;
import palimpsest.memory.text.Spoken;
import palimpsest.runtime.answer.ReadSpan;
import palimpsest.runtime.answer.TurnPlace;
import palimpsest.runtime.verify.Subject;

/**
 * The numbers by which an answer from a conversation is told from one that only resembles it. Most compare who is asked about with who
 * speaks: in a conversation people tell of themselves, so that what another one tells is no answer. Safe for several threads.
 */
public final class AnswerFeatures {

    private static final Pattern FIRST_PERSON = Pattern.compile("(?iU)\\b(?:I|I['’]m|me|my|mine|we|our|us|myself)\\b");
    private static final Pattern SECOND_PERSON = Pattern.compile("(?iU)\\b(?:you|your|yours|yourself)\\b");
    private static final Pattern WHEN = Pattern.compile("(?iU)\\b(?:when|(?:what|which) (?:date|day|year|month|time))\\b");
    /** They date a turn and need not stand in it. */
    private static final Set<String> MONTHS = Stream.of(Month.values()).map(month -> month.getDisplayName(TextStyle.FULL, Locale.ROOT)).collect(Collectors.toSet());
    private static final Pattern DATE = Pattern.compile("\\b(?:" + String.join("|", MONTHS) + "|(?:19|20)\\d\\d)\\b");
    private static final String BY_MEANING = "ByMeaning";
    private static final int FIRST_TURNS = 5;
    private static final int FIRST_RECALLED = 3;
    /** What the words of a question that a turn holds weigh beside its place in recall. */
    private static final double WORDS_BESIDE_RECALL = 2;
    /** Turns before and after one that tell of the same. */
    private static final int AROUND = 2;
    /** Shares of a word that stands in the turn before, which another one said: more when that one asked. */
    private static final double ASKED_BEFORE = 0.5;
    private static final double SAID_BEFORE = 0.2;

    private final Languages languages = Languages.shared();
    private final WordNearness nearness;

    /** @param nearness null where there are no embeddings: the features that compare by meaning are left out */
    public AnswerFeatures(WordNearness nearness) {
        this.nearness = nearness;
    }

    /** Whether an answer cites memory alone. */
    static boolean isFromMemory(Subject.AnswerGiving answer) {
        return !answer.citations().isEmpty() && answer.citations().stream().allMatch(citation -> citation.turn() != null);
    }

    /**
     * By name; empty where this can't be told: nobody talks, nothing is cited, or the question names no speaker. An answer from memory alone is measured among all that
     * was recalled, another one among what was read of documents.
     *
     * @param read what was recalled last first
     */
    public Optional<SequencedMap<String, Double>> of(String question, Subject.AnswerGiving answer, List<ReadSpan> read) {
        boolean remembered = isFromMemory(answer);
        List<ReadSpan> among = read.stream().filter(span -> span.turn() != null == remembered).toList();
        ReadDialogue dialogue = ReadDialogue.of(among);
        List<Integer> cited = dialogue.cited(answer.citations());
        List<String> people = remembered ? dialogue.people(names(question)) : dialogue.speakers();
        List<String> named = NamedPerson.in(question, people);
        if (!dialogue.isConversation() || cited.isEmpty() || named.isEmpty()) {
            return Optional.empty();
        }
        var measured = new Measured(dialogue, question, people, named, cited, remembered ? null : nearness);
        SequencedMap<String, Double> features = measured.features(answer);
        if (remembered) {
            measured.byRecall(features, dialogue.asRecalled(among.reversed()));
            features.put("recallRank", 1.0 / (1 + recalledBefore(answer.citations().getFirst().turn(), among)));
        }
        return Optional.of(features);
    }

    private List<String> names(String question) {
        return languages.of(question).of(question).stream().filter(Word::name).map(Word::surface).filter(name -> Character.isUpperCase(name.codePointAt(0))).distinct().toList();
    }

    private static long recalledBefore(TurnPlace turn, List<ReadSpan> lastFirst) {
        return lastFirst.reversed().stream().takeWhile(span -> !ReadDialogue.isSame(span.turn(), turn)).count();
    }

    /** Those that need no embeddings. */
    public static SequencedMap<String, Double> withoutMeaning(SequencedMap<String, Double> features) {
        var without = new LinkedHashMap<>(features);
        without.keySet().removeIf(name -> name.endsWith(BY_MEANING));
        return without;
    }

    /** One question, measured against the turns that were read. */
    private final class Measured {

        private final ReadDialogue dialogue;
        private final String question;
        private final List<String> named;
        private final List<Integer> cited;
        private final List<Integer> read;
        private final List<Integer> around;
        /** Whether the one who is asked about said a turn: who is named first, or of what is remembered any of those who are named. What the user told of them counts, too. */
        private final List<Boolean> own;
        /** The question's words but for the speakers' names, each once. */
        private final List<Word> words;
        private final WordCoverage coverage;
        /** Null where words are not compared by meaning. */
        private final WordCoverage byMeaning;

        Measured(ReadDialogue dialogue, String question, List<String> people, List<String> named, List<Integer> cited, WordNearness nearness) {
            this.dialogue = dialogue;
            this.question = question;
            this.named = named;
            this.cited = cited;
            this.own = dialogue.turns().stream().map(this::isOwn).toList();
            this.read = IntStream.range(0, dialogue.turns().size()).boxed().toList();
            int top = cited.getFirst();
            this.around = read.stream().filter(i -> dialogue.near(top, i, AROUND)).toList();
            Words language = languages.of(question);
            var once = new LinkedHashMap<String, Word>();
            language.of(question).stream().filter(word -> people.stream().noneMatch(person -> NamedPerson.isNameOf(word.surface(), person)))
                    .forEach(word -> once.putIfAbsent(word.term(), word));
            this.words = List.copyOf(once.values());
            List<List<Word>> held = dialogue.turns().stream().map(turn -> language.of(turn.text())).toList();
            double[] rarity = words.stream().mapToDouble(word -> rarity(word, held)).toArray();
            double[] lent = read.stream().mapToDouble(this::lent).toArray();
            this.coverage = WordCoverage.ofWords(words, held, rarity, lent);
            this.byMeaning = nearness == null ? null : WordCoverage.ofMeaning(words, held, rarity, lent, nearness);
        }

        private static double rarity(Word word, List<List<Word>> held) {
            long in = held.stream().filter(turn -> turn.stream().anyMatch(other -> other.term().equals(word.term()))).count();
            return Math.log(1 + held.size() / (1.0 + in));
        }

        private double lent(int turn) {
            boolean follows = turn > 0 && dialogue.near(turn - 1, turn, 1) && !dialogue.turns().get(turn - 1).speaker().equals(dialogue.turns().get(turn).speaker());
            return !follows ? 0 : dialogue.turns().get(turn - 1).text().contains("?") ? ASKED_BEFORE : SAID_BEFORE;
        }

        SequencedMap<String, Double> features(Subject.AnswerGiving answer) {
            var features = new LinkedHashMap<String, Double>();
            double[] covered = of(coverage);
            byCoverage(features, covered);
            byRank(features, covered);
            ofTheFirstTurn(features);
            ofWhatIsMissed(features);
            if (byMeaning != null) {
                byMeaning(features);
            }
            features.put("citedOwn", cited.stream().filter(this::own).count() / (double) cited.size());
            features.put("asksWhen", flag(WHEN.matcher(question).find()));
            features.put("namesDate", flag(DATE.matcher(question).find()));
            features.put("namesSeveral", flag(named.size() > 1));
            features.put("words", (double) words.size());
            features.put("cited", (double) cited.size());
            features.put("quoted", (double) answer.citations().stream().mapToInt(citation -> citation.end() - citation.start()).sum());
            features.put("closestOnly", flag(FixedWords.onlyComesClose(answer.answer())));
            return features;
        }

        /** @param all the share of the question's words that each turn holds */
        private void byCoverage(Map<String, Double> features, double[] all) {
            double[] alone = read.stream().mapToDouble(coverage::alone).toArray();
            double own = best(all, this::own);
            double otherFirst = best(all, i -> !own(i) && matches(FIRST_PERSON, i));
            features.put("own", own);
            features.put("other", best(all, i -> !own(i) && !asks(i)));
            features.put("ownLessOther", own - best(all, i -> !own(i)));
            features.put("ownLessOtherAlone", best(alone, this::own) - best(alone, i -> !own(i)));
            features.put("ownLessOtherFirstPerson", best(all, i -> own(i) && matches(FIRST_PERSON, i)) - otherFirst);
            features.put("toldToThem", best(all, i -> !own(i) && matches(SECOND_PERSON, i)) - otherFirst);
        }

        private void byRank(Map<String, Double> features, double[] all) {
            List<Integer> order = order(all);
            features.put("rankOfOwn", rankOfOwn(order));
            List<Integer> first = order.subList(0, Math.min(FIRST_TURNS, order.size()));
            double sum = first.stream().mapToDouble(i -> all[i]).sum();
            features.put("ownAmongFirst", sum == 0 ? 0.5 : first.stream().filter(this::own).mapToDouble(i -> all[i]).sum() / sum);
        }

        /** @param recalled turns in the order of recall, which knows meaning */
        void byRecall(Map<String, Double> features, List<Integer> recalled) {
            double all = 0;
            double owned = 0;
            for (int place = 0; place < recalled.size(); place++) {
                double weight = Math.exp(WORDS_BESIDE_RECALL * coverage.of(recalled.get(place))) / (1 + place);
                all += weight;
                owned += own(recalled.get(place)) ? weight : 0;
            }
            features.put("ownRecalled", all == 0 ? 0 : owned / all);
            List<Integer> first = recalled.subList(0, Math.min(FIRST_RECALLED, recalled.size()));
            features.put("ownRecalledFirst", first.isEmpty() ? 0 : first.stream().filter(this::own).count() / (double) first.size());
        }

        private void ofTheFirstTurn(Map<String, Double> features) {
            int top = cited.getFirst();
            features.put("topOwn", flag(own(top)));
            features.put("topFirstPerson", flag(matches(FIRST_PERSON, top)));
            features.put("topSecondPerson", flag(matches(SECOND_PERSON, top)));
            features.put("topAnswersTheOther", flag(own(top) && top > 0 && dialogue.near(top - 1, top, 1) && !own(top - 1) && dialogue.turns().get(top - 1).text().contains("?")));
            features.put("topCoverage", coverage.of(top));
            features.put("topCoverageAlone", coverage.alone(top));
            features.put("coverageAroundTop", coverage.together(around));
        }

        private void ofWhatIsMissed(Map<String, Double> features) {
            features.put("citedCoverage", coverage.together(cited));
            features.put("rarestNotCited", coverage.missed(cited));
            features.put("rarestNotRead", coverage.missed(read));
            features.put("rarestNotAroundTop", coverage.missed(around));
            features.put("namesNotAroundTop", (double) coverage.lacking(around, i -> words.get(i).name() && !MONTHS.contains(words.get(i).surface())));
            features.put("wordsNotRead", (double) coverage.lacking(read, i -> true));
        }

        /** The strongest of the above, with words near in meaning for the same. */
        private void byMeaning(Map<String, Double> features) {
            double[] all = of(byMeaning);
            features.put("own" + BY_MEANING, best(all, this::own));
            features.put("other" + BY_MEANING, best(all, i -> !own(i) && !asks(i)));
            features.put("ownLessOtherFirstPerson" + BY_MEANING, best(all, i -> own(i) && matches(FIRST_PERSON, i)) - best(all, i -> !own(i) && matches(FIRST_PERSON, i)));
            features.put("rankOfOwn" + BY_MEANING, rankOfOwn(order(all)));
            features.put("rarestNotAroundTop" + BY_MEANING, byMeaning.missed(around));
            features.put("rarestNotCited" + BY_MEANING, byMeaning.missed(cited));
            features.put("rarestNotRead" + BY_MEANING, byMeaning.missed(read));
        }

        private double[] of(WordCoverage each) {
            return read.stream().mapToDouble(each::of).toArray();
        }

        private List<Integer> order(double[] values) {
            return read.stream().sorted(Comparator.comparingDouble(i -> -values[i])).toList();
        }

        private double rankOfOwn(List<Integer> order) {
            int rank = 0;
            while (rank < order.size() && !own(order.get(rank))) {
                rank++;
            }
            return 1.0 / (1 + rank);
        }

        private boolean isOwn(ReadDialogue.Turn said) {
            if (said.place() == null) {
                return said.speaker().equals(named.getFirst());
            }
            return named.contains(said.speaker()) || said.byUser() && named.stream().anyMatch(person -> Spoken.tellsOf(said.text(), NamedPerson.first(person)));
        }

        private boolean own(int turn) {
            return own.get(turn);
        }

        private boolean asks(int turn) {
            return dialogue.turns().get(turn).asks();
        }

        private boolean matches(Pattern pattern, int turn) {
            return pattern.matcher(dialogue.turns().get(turn).text()).find();
        }

        private static double best(double[] values, IntPredicate which) {
            return IntStream.range(0, values.length).filter(which).mapToDouble(i -> values[i]).max().orElse(0);
        }
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }
}
