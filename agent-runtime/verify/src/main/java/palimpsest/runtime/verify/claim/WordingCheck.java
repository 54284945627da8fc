package palimpsest.runtime.verify.claim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import palimpsest.memory.claim.Quantities;
import palimpsest.memory.claim.Quantity;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.Words;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * A statement that is all but word for word a sentence of a source says the same: it may leave words out, and not differ in a negation, a number or its unit, a name, or a
 * word that was put in the place of another and stands elsewhere in what was read. What is worded freely is none of this check's business.
 */
public final class WordingCheck implements Check {

    public static final String NAME = "wording";

    private static final CheckScope SCOPE = new CheckScope(NAME, Dimension.KNOWLEDGE_ACCURACY, CheckScope.CLAIMS);

    /** Of a claim's content words in one sentence of a source: its words are compared. */
    private static final double SAME_TERMS = 0.5;
    /** Of a claim's words, in order, in a sentence of a source: it was taken from there. */
    private static final double SAME_WORDS = 0.75;
    private static final int FEWEST_WORDS = 5;
    private static final int COMPARED = 3;
    private static final int MAX_WORDS = 400;
    private static final Pattern WORD = Pattern.compile("[零〇一二三四五六七八九十百千万亿两]+|\\p{IsIdeographic}|\\p{N}+(?:[.,]\\p{N}+)*|[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)*");
    private static final Pattern QUOTATION = Pattern.compile("[\"“”„«»「」『』]");
    private static final Pattern SEPARATORS = Pattern.compile("[\\p{Z}·・]+");
    private static final Pattern NOT_DIGITS = Pattern.compile("\\P{Nd}+");
    private static final Pattern NUMERAL = Pattern.compile(".*[\\p{N}零〇一二三四五六七八九十百千万亿两].*");
    private static final Set<String> NEGATIONS = Set.of("not", "no", "never", "none", "neither", "nor", "nobody", "nothing", "cannot", "without", "不", "未", "没", "无", "非", "勿", "否");

    @Override
    public CheckScope scope() {
        return SCOPE;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public List<Finding> check(Subject subject, Facts facts, VerificationBudget budget) {
        List<SourceText> read = Sources.in(facts).of(facts);
        List<Finding> findings = new ArrayList<>();
        for (ClaimedText claimed : ClaimedText.of(subject)) {
            for (Sentence sentence : claimed.quotation() ? List.<Sentence>of() : Sentences.of(claimed.text())) {
                budget.checkDeadline();
                // A mark of inches or a name in marks quotes nothing.
                if (!QUOTATION.matcher(sentence.text()).find() || !QuoteCheck.quotes(sentence.text())) {
                    difference(Sentences.withoutItemNumber(sentence).oneLine(), read).ifPresent(findings::add);
                }
            }
        }
        return findings;
    }

    private Optional<Finding> difference(String claim, List<SourceText> read) {
        List<String> words = words(claim);
        if (words.size() < FEWEST_WORDS || words.size() > MAX_WORDS) {
            return Optional.empty();
        }
        record Near(SourceSentence sentence, double share) {}
        Map<Words, Set<String>> claimed = new HashMap<>();
        List<Near> nearest = read.stream().flatMap(source -> {
            Set<String> terms = claimed.computeIfAbsent(source.words(), language -> SourceText.terms(language, claim));
            return source.sentences().stream().map(sentence -> new Near(sentence, sentence.holds(terms)));
        }).filter(near -> near.share() >= SAME_TERMS).sorted(Comparator.comparingDouble(Near::share).reversed()).limit(COMPARED).toList();
        Compared best = null;
        SourceSentence of = null;
        for (Near near : nearest) {
            Compared compared = Compared.of(words, words(Sentences.withoutItemNumber(near.sentence().sentence()).oneLine()));
            if (best == null || compared.same() > best.same()) {
                best = compared;
                of = near.sentence();
            }
        }
        if (best == null || best.same() < SAME_WORDS * words.size()) {
            return Optional.empty();
        }
        SourceSentence source = of;
        return best.replaced().stream().map(each -> fault(each, claim, source, read)).flatMap(Optional::stream).findFirst().map(fault -> Finding.fail(dimension(), NAME, claim,
                fault + "; the source says: “" + source.sentence().oneLine() + "”", "Say what the source says, or say it in words of your own."));
    }

    /** What is wrong with it; empty when it may be so. */
    private static Optional<String> fault(Replaced replaced, String claim, SourceSentence source, List<SourceText> read) {
        long claimed = replaced.claimed().stream().filter(WordingCheck::negates).count();
        long there = replaced.there().stream().filter(WordingCheck::negates).count();
        if (claimed % 2 != there % 2) {
            return Optional.of(claimed > there ? "the source does not deny this" : "the source denies this");
        }
        if (replaced.claimed().isEmpty() || replaced.there().isEmpty()) {
            return Optional.empty();
        }
        String mine = joined(replaced.claimed());
        String theirs = joined(replaced.there());
        boolean same = sameFigures(mine, claim, source);
        boolean number = !same && NUMERAL.matcher(mine).matches() && NUMERAL.matcher(theirs).matches();
        boolean unit = !same && replaced.afterNumber();
        boolean names = replaced.claimed().stream().anyMatch(WordingCheck::isName) && replaced.there().stream().anyMatch(WordingCheck::isName);
        return number || unit || names || swapped(mine, source, read) ? Optional.of("“" + mine + "” stands in the place of “" + theirs + "”") : Optional.empty();
    }

    /** Whether the figures are those of the source, written another way; Chinese numerals are compared as they are written. */
    private static boolean sameFigures(String mine, String claim, SourceSentence source) {
        List<Quantity> claimed = mine.codePoints().anyMatch(Character::isIdeographic) ? List.of() : Quantities.in(claim);
        String digits = NOT_DIGITS.matcher(mine).replaceAll("");
        boolean read = claimed.stream().anyMatch(each -> NOT_DIGITS.matcher(each.text()).replaceAll("").contains(digits));
        return read && claimed.stream().allMatch(each -> source.quantities().stream().anyMatch(each::sameAmount));
    }

    /** Whether words of a script without capitals come from another place of what was read. */
    private static boolean swapped(String mine, SourceSentence source, List<SourceText> read) {
        return mine.codePointCount(0, mine.length()) >= 2 && mine.codePoints().allMatch(Character::isIdeographic) && !source.sentence().text().contains(mine)
                && read.stream().anyMatch(text -> SEPARATORS.matcher(text.span().text()).replaceAll("").contains(mine));
    }

    private static boolean negates(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return NEGATIONS.contains(lower) || lower.endsWith("n't") || lower.endsWith("n’t");
    }

    private static boolean isName(String word) {
        return Character.isUpperCase(word.codePointAt(0));
    }

    private static List<String> words(String text) {
        Matcher word = WORD.matcher(text);
        return word.results().map(found -> found.group()).toList();
    }

    private static String joined(List<String> words) {
        boolean ideographs = words.stream().allMatch(word -> Character.isIdeographic(word.codePointAt(0)));
        return words.stream().collect(Collectors.joining(ideographs ? "" : " "));
    }

    /**
     * Words of a claim where other words, or none, stand in the source.
     *
     * @param afterNumber whether a number stands right before, in both
     */
    private record Replaced(List<String> claimed, List<String> there, boolean afterNumber) {}

    /**
     * A claim beside a sentence of a source.
     *
     * @param same     words that stand in both, in order
     * @param replaced where they differ, between the first and the last word that is the same; and before and behind, where the claim has words
     */
    private record Compared(int same, List<Replaced> replaced) {

        static Compared of(List<String> claim, List<String> source) {
            List<String> mine = claim.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
            List<String> theirs = source.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
            int[][] common = new int[mine.size() + 1][theirs.size() + 1];
            for (int i = mine.size() - 1; i >= 0; i--) {
                for (int j = theirs.size() - 1; j >= 0; j--) {
                    common[i][j] = mine.get(i).equals(theirs.get(j)) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
                }
            }
            List<Replaced> replaced = new ArrayList<>();
            int i = 0;
            int j = 0;
            int fromMine = 0;
            int fromTheirs = 0;
            int same = 2;
            boolean begun = false;
            while (i < mine.size() && j < theirs.size()) {
                if (mine.get(i).equals(theirs.get(j))) {
                    same = add(same, between(fromMine, claim), claim.subList(fromMine, i), begun ? source.subList(fromTheirs, j) : near(source.subList(0, j), i - fromMine), begun && isNumber(mine.get(fromMine - 1)), replaced) + 1;
                    begun = true;
                    fromMine = ++i;
                    fromTheirs = ++j;
                } else if (common[i + 1][j] >= common[i][j + 1]) {
                    i++;
                } else {
                    j++;
                }
            }
            List<String> rest = source.subList(fromTheirs, source.size());
            add(same, between(fromMine, claim), claim.subList(fromMine, claim.size()), rest.subList(0, Math.min(rest.size(), claim.size() - fromMine)), begun && isNumber(mine.get(fromMine - 1)), replaced);
            return new Compared(common[0][0], replaced);
        }

        /** The word before, where it is one character of a script without spaces. */
        private static String between(int at, List<String> claim) {
            return at > 0 && Character.isIdeographic(claim.get(at - 1).codePointAt(0)) ? claim.get(at - 1) : null;
        }

        private static List<String> joined(List<String> before, String between, List<String> after) {
            List<String> all = new ArrayList<>(before);
            all.add(between);
            all.addAll(after);
            return all;
        }

        private static List<String> near(List<String> before, int most) {
            return before.subList(Math.max(0, before.size() - most), before.size());
        }

        private static boolean isNumber(String word) {
            return NUMERAL.matcher(word).matches();
        }

        /**
         * Blocks with one character between them that is the same by chance, as in two names, are one.
         *
         * @param same    words since the block before
         * @param between the last of them; null where it is no such character
         * @return 0 when there is a block here, {@code same} otherwise
         */
        private static int add(int same, String between, List<String> claimed, List<String> there, boolean afterNumber, List<Replaced> into) {
            if (claimed.isEmpty() && there.isEmpty()) {
                return same;
            }
            Replaced before = same == 1 && !into.isEmpty() ? into.getLast() : null;
            if (before != null && between != null && !(before.claimed().isEmpty() && claimed.isEmpty())) {
                into.set(into.size() - 1, new Replaced(joined(before.claimed(), between, claimed), joined(before.there(), between, there), before.afterNumber()));
            } else {
                into.add(new Replaced(List.copyOf(claimed), List.copyOf(there), afterNumber));
            }
            return 0;
        }
    }
}
