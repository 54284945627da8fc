package palimpsest.runtime.verify.claim;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.claim.Quantities;
import palimpsest.memory.claim.Quantity;
import palimpsest.memory.claim.TimeClaim;
import palimpsest.memory.claim.Unit;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.Words;
import palimpsest.memory.temporal.TemporalResolver;
import palimpsest.runtime.answer.RecalledWords;
import palimpsest.runtime.verify.Check;
import palimpsest.runtime.verify.CheckScope;
import palimpsest.runtime.verify.Dimension;
import palimpsest.runtime.verify.Facts;
import palimpsest.runtime.verify.Finding;
import palimpsest.runtime.verify.Subject;
import palimpsest.runtime.verify.VerificationBudget;

/**
 * Numbers with their units, dates and times of day stand in a source. One that stands only where something else is told, while a
 * sentence that tells the same thing has other figures, counts as not standing there.
 */
public final class FigureCheck implements Check {

    public static final String NAME = "figure";

    private static final Dimension ACCURACY = Dimension.KNOWLEDGE_ACCURACY;
    private static final CheckScope SCOPE = new CheckScope(NAME, ACCURACY, CheckScope.CLAIMS);
    /** Of a claim's content words in one sentence of a source: it tells the same thing. */
    private static final double SAME_THING = 0.6;
    private static final int FEWEST_TERMS = 3;
    private static final BigDecimal SMALL = BigDecimal.TEN;
    private static final Pattern REFERENCE = Pattern.compile("(?i)(?:\\b(?:chunk|chunk_id|chunks|msg|msg_id|message|note|match|step)s?\\s*[#:=]?\\s*|\\[\\s*)$");
    private static final Pattern UNIT_EDGES = Pattern.compile("[\\s()\\[\\],;:|_]+");
    private static final Pattern LIST_MARK = Pattern.compile("(?m)(?:^|\\n)\\s*\\(?$");

    private final TemporalResolver spoken = new TemporalResolver();

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
            for (Sentence sentence : Sentences.of(RecalledWords.withoutTitles(claimed.text(), facts.read()))) {
                budget.checkDeadline();
                check(sentence.text(), read, findings);
            }
        }
        return findings;
    }

    private void check(String claim, List<SourceText> read, List<Finding> findings) {
        List<DateClaim> dates = Dates.in(claim);
        List<TimeClaim> times = TimeClaim.in(claim);
        List<Quantity> quantities = Quantities.in(claim).stream().filter(quantity -> isClaim(quantity, claim, dates, times)).toList();
        if (dates.isEmpty() && times.isEmpty() && quantities.isEmpty()) {
            return;
        }
        List<Told> told = told(claim, read);
        dates.forEach(date -> findings.add(check(date, told)));
        times.forEach(time -> findings.add(standing("time", time.text(), told, sentence -> sentence.times().stream().anyMatch(time::sameTime),
                sentence -> !sentence.times().isEmpty()).orElseGet(() -> missing("time", time.text(), told))));
        quantities.forEach(quantity -> findings.add(check(quantity, told)));
    }

    /** A sentence of a source with how much of the claim it tells. */
    private static final class Told {

        private final SourceSentence sentence;
        private final double share;
        private final double around;
        private final Set<String> claimed;
        private Set<String> held;

        /** @param claimed words of the claim */
        Told(SourceSentence sentence, double share, double around, Set<String> claimed) {
            this.sentence = sentence;
            this.share = share;
            this.around = around;
            this.claimed = claimed;
        }

        boolean byTool() {
            return sentence.source().span().tool() != null;
        }

        /** Words of the claim: looked for only where records of one result are held against each other. */
        private Set<String> held() {
            if (held == null) {
                held = sentence.held(claimed);
            }
            return held;
        }

        boolean tellsAllOf(Told other) {
            return held().size() > other.held().size() && held().containsAll(other.held());
        }
    }

    private static List<Told> told(String claim, List<SourceText> read) {
        List<Told> all = new ArrayList<>();
        Map<Words, Set<String>> terms = new HashMap<>();
        for (SourceText source : read) {
            Set<String> claimed = terms.computeIfAbsent(source.words(), words -> SourceText.terms(words, claim));
            List<SourceSentence> sentences = source.sentences();
            double[] shares = new double[sentences.size() + 2];
            for (int i = 0; i < sentences.size() && claimed.size() >= FEWEST_TERMS; i++) {
                shares[i + 1] = sentences.get(i).holds(claimed);
            }
            for (int i = 0; i < sentences.size(); i++) {
                all.add(new Told(sentences.get(i), shares[i + 1], Math.max(shares[i + 1], Math.max(shares[i], shares[i + 2])), claimed));
            }
        }
        return all;
    }

    private static boolean isClaim(Quantity quantity, String claim, List<DateClaim> dates, List<TimeClaim> times) {
        boolean dated = dates.stream().anyMatch(date -> quantity.start() < date.end() && quantity.end() > date.start())
                || times.stream().anyMatch(time -> quantity.start() < time.end() && quantity.end() > time.start());
        String before = claim.substring(0, quantity.start());
        boolean mark = quantity.units().isEmpty() && LIST_MARK.matcher(before).find() && quantity.end() < claim.length() && ".):".indexOf(claim.charAt(quantity.end())) >= 0;
        boolean smallWord = quantity.word() && quantity.units().isEmpty() && quantity.values().stream().allMatch(value -> value.compareTo(SMALL) <= 0);
        return !dated && !mark && !smallWord && !REFERENCE.matcher(before).find();
    }

    private static Finding check(Quantity claimed, List<Told> told) {
        Optional<Finding> found = standing("number", claimed.text(), told, sentence -> sentence.quantities().stream().anyMatch(said -> bears(claimed, said, sentence)),
                sentence -> !sentence.quantities().isEmpty());
        return found.orElseGet(() -> told.stream().flatMap(each -> each.sentence.quantities().stream()).filter(said -> said.sameValue(claimed)).findFirst()
                .map(said -> Finding.fail(ACCURACY, NAME, claimed.text(), "no source has this number with this unit; one has “" + said.text() + "”",
                        "Take the unit from the source, or read it again."))
                .orElseGet(() -> missing("number", claimed.text(), told)));
    }

    private static boolean bears(Quantity claimed, Quantity said, SourceSentence sentence) {
        if (claimed.units().isEmpty()) {
            return claimed.sameValue(said);
        }
        // A column or a heading may give the unit that stands not beside the number. Of a tool's figures whoever wrote the tool may know it.
        boolean bare = said.units().isEmpty() && said.counted().isEmpty() && said.sameValue(claimed) && sentence.quantities().stream()
                .noneMatch(other -> !other.units().isEmpty())
                && (unitNamed(sentence.source().span().text(), claimed.units()::contains)
                || sentence.source().span().tool() != null && !unitNamed(sentence.sentence().text(), unit -> true));
        return claimed.sameAmount(said) || bare;
    }

    private static boolean unitNamed(String text, Predicate<Unit> which) {
        return Stream.of(UNIT_EDGES.split(text)).anyMatch(word -> Unit.of(word).filter(which).isPresent());
    }

    private Finding check(DateClaim claimed, List<Told> told) {
        return standing("date", claimed.text(), told, sentence -> sentence.dates().stream().anyMatch(claimed::saidBy) || inParts(claimed, sentence),
                sentence -> !sentence.dates().isEmpty())
                .or(() -> told.stream().filter(each -> isSaidOn(claimed, each.sentence.source()) || isSpokenOf(claimed, each.sentence)).findFirst()
                        .map(each -> pass(claimed.text(), each.sentence)))
                .orElseGet(() -> missing("date", claimed.text(), told));
    }

    /** Whether it is the day on which somebody said what is remembered. */
    private static boolean isSaidOn(DateClaim claimed, SourceText source) {
        return source.saidOn().map(DateClaim::of).filter(claimed::saidBy).isPresent();
    }

    /** Day and month in the sentence, the year anywhere in its source. */
    private static boolean inParts(DateClaim claimed, SourceSentence sentence) {
        return claimed.year() != null && claimed.day() != null && sentence.dates().stream().anyMatch(said -> said.year() == null && claimed.withoutYear().saidBy(said))
                && Pattern.compile("(?<!\\d)" + claimed.year() + "(?!\\d)").matcher(sentence.source().span().text()).find();
    }

    /** "Yesterday" under a dated line is a day. */
    private boolean isSpokenOf(DateClaim claimed, SourceSentence sentence) {
        Optional<LocalDate> said = sentence.source().dayAt(sentence);
        if (said.isEmpty()) {
            return false;
        }
        return spoken.resolve(sentence.sentence().text(), said.get()).stream().anyMatch(time -> claimed.asDay()
                .map(day -> !day.isBefore(time.from()) && day.isBefore(time.to()))
                .orElseGet(() -> claimed.year() != null && claimed.year() == time.from().getYear() && (claimed.month() == null || claimed.month() == time.from().getMonthValue())));
    }

    /** Empty when it stands nowhere; a failure when it stands only where something else is told. */
    private static Optional<Finding> standing(String what, String claim, List<Told> told, Predicate<SourceSentence> stands, Predicate<SourceSentence> hasOthers) {
        Optional<Told> found = told.stream().filter(each -> stands.test(each.sentence)).max(Comparator.comparingDouble(each -> each.around));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().byTool()) {
            return Optional.of(inRecord(what, claim, found.get(), told, stands, hasOthers));
        }
        Optional<Told> same = told.stream().filter(each -> each.share >= SAME_THING && hasOthers.test(each.sentence)).max(Comparator.comparingDouble(each -> each.share));
        if (same.isPresent() && found.get().around < same.get().share / 2) {
            return Optional.of(Finding.fail(ACCURACY, NAME, claim, "this " + what + " stands only where something else is told; where this is told, it says: “"
                    + same.get().sentence.sentence().oneLine() + "”", "Take the " + what + " from there."));
        }
        return Optional.of(pass(claim, found.get().sentence));
    }

    /** Records of one result tell of things beside each other: no other one tells all that the figure's tells of the claim, and more. */
    private static Finding inRecord(String what, String claim, Told found, List<Told> told, Predicate<SourceSentence> stands, Predicate<SourceSentence> hasOthers) {
        List<Told> records = told.stream().filter(each -> each.sentence.source() == found.sentence.source() && hasOthers.test(each.sentence)).toList();
        Told instead = null;
        for (Told with : records.stream().filter(each -> stands.test(each.sentence)).toList()) {
            Optional<Told> nearer = records.stream().filter(other -> other.tellsAllOf(with)).max(Comparator.comparingInt(other -> other.held().size()));
            if (nearer.isEmpty()) {
                return pass(claim, with.sentence);
            }
            instead = nearer.get();
        }
        return instead == null ? pass(claim, found.sentence) : Finding.fail(ACCURACY, NAME, claim, "this " + what
                + " stands only where something else is told; where this is told, it says: “" + instead.sentence.sentence().oneLine() + "”", "Take the " + what + " from there.");
    }

    private static Finding pass(String claim, SourceSentence sentence) {
        return Finding.pass(ACCURACY, NAME, claim, "it stands in " + sentence.source().name(),
                sentence.source().place(sentence.sentence().start(), sentence.sentence().end()));
    }

    private static Finding missing(String what, String claim, List<Told> told) {
        String nearest = told.stream().filter(each -> each.share >= SAME_THING).max(Comparator.comparingDouble(each -> each.share))
                .map(each -> "; where this is told, it says: “" + each.sentence.sentence().oneLine() + "”").orElse("");
        return Finding.fail(ACCURACY, NAME, claim, "this " + what + " stands in nothing that was read" + nearest,
                "Read the source again and take the " + what + " from it, or leave it out.");
    }
}
