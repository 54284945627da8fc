package palimpsest.runtime.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import palimpsest.memory.language.FixedWords;
import palimpsest.memory.text.BareQuestion;
import palimpsest.memory.text.Spoken;

/** Answers from what is remembered of the user: quotes what was said, with who said it, when and where. */
final class MemoryAnswer {

    private static final int MOST_QUOTES = 3;
    private static final double NOT_FAR_BEHIND = 0.55;
    /** Below this, memory is said not to answer: what shares fewer words with the question speaks of the same things and does not tell. */
    private static final double FOUND = 0.68;
    /** The same where a check of the answer follows, which knows who is asked about and little of what nobody told. */
    private static final double FOUND_BEFORE_CHECK = 0.45;
    /** What the order of recall, which knows meaning, adds to shared words. */
    private static final double RECALL_ORDER = 0.15;
    /** No words: what stands in the line before lends nothing to the one after, which is of another conversation. */
    private static final String BETWEEN = "\n\n- - -\n\n";
    private static final Pattern ASKS = Pattern.compile("(?iU)^\\W*(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|"
            + "tell|show|list|name|find|give|explain|describe|summari[sz]e|compare|quote|wer|wen|wem|wessen|was|welche[rsnm]?|wann|wo|woher|wohin|warum|wieso|wie|ist|sind|hat|haben|kann)\\b");

    /** "Hi! I'm Ann, a nurse." "I'm Ann." No name: "I'm Swiss." */
    private static final Pattern INTRODUCES = Pattern.compile("(?U)(?:^|[.!?,]\\s+)(?:(?:[Hh]i|[Hh]ello|[Hh]ey|Hallo|Bonjour|Hola)\\W+(?:there\\W+)?(?:I['’]m|I am|[Ii]ch bin|[Jj]e suis|[Ss]oy|[Tt]his is)|I['’]m|I am|Ich bin|Je suis|Soy) "
            + "(?!\\p{L}+(?:ish|ese|ench|erman|utch|wiss|reek|erican)\\b)\\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+)?(?=[,.!]|$| (?:and|from|und|aus|et|y)\\b)");

    /** Where something is done: "I restore clocks in a workshop." */
    private static final Pattern PLACE = Pattern.compile("(?iU)\\b(?:in|at|for|bei|im|chez|dans|à|en)\\b|在");

    /** What was said far from the time that is asked for, or of whom it was said to, answers less. */
    private static final double OTHER_TIME = 0.7;
    private static final double OF_LISTENER = 0.6;
    private static final double OTHER_NAME = 0.7;
    private static final double IN_TIME = 0.06;
    private static final int FIRST = 2;
    /** What is said of the production database answers less for the staging database. */
    private static final double OTHER_THING = 0.6;
    /** With all of the question's words and the first place of recall still too little to be an answer. */
    private static final double OTHER_OWNER = 0.4;

    private final Question question;
    private final FixedWords.OfMemory words;
    private final List<Remembered> memories;
    private final List<Period> periods;
    private final Set<String> asked;
    /** Of names in the question that are of nobody who speaks here. */
    private final List<Pattern> named;
    /** What the question asks of the asker, where one statement holds at a time. */
    private final Optional<OneAtATime> oneAtATime;
    /** What the question asks of a person that is told in other words, such as a trade. */
    private final Optional<PersonalFact> fact;
    /** What answers together with what was said before it, by that. */
    private final Map<Remembered, Remembered> goneOnFrom = new HashMap<>();
    /** Memories of another thing of the same kind as the one that is asked for, and what the user told of somebody else: by how much each answers less. */
    private final Map<Remembered, Double> ofOthers;
    private final List<Found> found;
    /** What to quote where a check of the answer follows that knows who is asked about; empty where none does. */
    private final List<Remembered> ordered;

    /** @param score 0 to about 1, as {@link Relevance} gives it, with a little for the place among what was recalled */
    record Found(Remembered memory, double score) {}

    MemoryAnswer(Question question, Relevance relevance, List<Remembered> memories) {
        this(question, relevance, memories, false);
    }

    /** @param checked whether the answer is checked before it is given: where the question names somebody who speaks, {@link #alone()} offers the check more then */
    MemoryAnswer(Question question, Relevance relevance, List<Remembered> memories, boolean checked) {
        this.question = question;
        this.words = FixedWords.of(question.text()).memory();
        this.memories = memories;
        this.periods = Period.in(question.text());
        this.asked = people().filter(this::isNamed).collect(Collectors.toSet());
        // a memory has its time beside it, not among its words
        Question timeless = periods.isEmpty() ? question : question.without(periods);
        this.named = namesOfOthers(timeless);
        double[] best = best(periods.isEmpty() ? relevance : relevance.of(timeless));
        Question own = OwnWords.in(timeless, memories);
        if (own != timeless) {
            // the order of recall knows meaning: other words count in what it has first
            double[] inOtherWords = best(relevance.of(own));
            boolean manner = question.asks().contains(Question.Asks.HOW_TO);
            for (int i = 0; i < best.length; i++) {
                double other = inOtherWords[i];
                best[i] = manner ? Math.min(i < FIRST ? other : best[i], other) : i < FIRST ? Math.max(best[i], other) : best[i];
            }
        }
        this.oneAtATime = OneAtATime.askedBy(question);
        preferWhatIsTold(best);
        this.fact = PersonalFact.askedBy(question);
        fact.ifPresent(asked -> preferFact(asked, best));
        var matcher = new TermMatcher(timeless, List.of());
        List<Map<String, Double>> held = memories.stream().map(memory -> matcher.shares(memory.told().replaceAll("\\s+", " "))).toList();
        this.ofOthers = ofOthers(timeless, held);
        preferWhatGoesOn(relevance.of(own), held, best);
        this.found = found(best);
        AskedPeople about = checked ? AskedPeople.of(question, memories) : AskedPeople.NOBODY;
        this.ordered = about.named().isEmpty() ? List.of() : new MemoryOrder(timeless, memories, held, about, best, periods).quoted().stream().filter(memory -> !asked(memory)).toList();
    }

    /** Of each memory the score of its best sentence. */
    private double[] best(Relevance relevance) {
        var text = new StringBuilder();
        var ends = new ArrayList<Integer>();
        List<Integer> order = inOrderOfTalk();
        for (int at = 0; at < order.size(); at++) {
            text.append(memories.get(order.get(at)).line());
            ends.add(text.length());
            text.append(at + 1 < order.size() && lends(memories.get(order.get(at)), memories.get(order.get(at + 1))) ? "\n" : BETWEEN);
        }
        double[] best = new double[memories.size()];
        for (Relevance.Scored scored : relevance.best(text.toString())) {
            int place = 0;
            while (place < ends.size() && scored.sentence().start() >= ends.get(place)) {
                place++;
            }
            if (place < ends.size()) {
                int memory = order.get(place);
                boolean ofListener = asked.contains(memories.get(memory).speaker())
                        && Spoken.ofListener(text.substring(scored.sentence().start(), scored.sentence().end()), memories.get(memory).text());
                best[memory] = Math.max(best[memory], ofListener ? scored.score() * OF_LISTENER : scored.score());
            }
        }
        return best;
    }

    private List<Found> found(double[] best) {
        return IntStream.range(0, best.length).filter(i -> best[i] > 0 && !otherPerson(memories.get(i)) && !asked(memories.get(i)))
                .mapToObj(i -> new Found(memories.get(i), fit(memories.get(i), best[i]) + RECALL_ORDER * (1 - (double) i / best.length)))
                .sorted(Comparator.comparingDouble((Found one) -> -one.score())).toList();
    }

    /** Turns that were said one right after another stand together, so that a question lends its words to what answers it. */
    private List<Integer> inOrderOfTalk() {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < memories.size(); i++) {
            if (!order.contains(i)) {
                int first = i;
                for (int before = beside(first, -1); before >= 0; before = beside(first, -1)) {
                    first = before;
                }
                for (int next = first; next >= 0; next = beside(next, 1)) {
                    if (!order.contains(next)) {
                        order.add(next);
                    }
                }
            }
        }
        return order;
    }

    private int beside(int memory, int step) {
        Remembered here = memories.get(memory);
        return IntStream.range(0, memories.size()).filter(i -> step < 0 ? lends(memories.get(i), here) : lends(here, memories.get(i))).findFirst().orElse(-1);
    }

    /** What one person tells in a row may be of many things: only an answer has the words of the question before it. */
    private static boolean lends(Remembered before, Remembered after) {
        boolean follows = before.turn() >= 0 && after.turn() == before.turn() + 1 && after.conversation().equals(before.conversation());
        return follows && !(before.byUser() && after.byUser());
    }

    /** Whether a name stands in what was said, or right before or after it in the same talk. */
    private boolean holds(Remembered memory, Pattern name) {
        return memories.stream().filter(other -> other == memory || lends(other, memory) || lends(memory, other)).anyMatch(other -> name.matcher(other.text()).find());
    }

    /** Names in the question that are of nobody who speaks here: "France" in "her trip to France". The first word has a capital whatever it is. */
    private List<Pattern> namesOfOthers(Question question) {
        Set<String> speaking = people().map(MemoryAnswer::first).collect(Collectors.toSet());
        return question.terms().stream().filter(term -> term.anchor() && !term.borrowed() && Character.isUpperCase(term.surface().codePointAt(0)))
                .map(Question.Term::surface).filter(name -> !speaking.contains(first(name)) && !question.text().strip().startsWith(name))
                .map(name -> Pattern.compile("(?iU)\\b" + Pattern.quote(name))).toList();
    }

    /** @param held of each memory, how much of each term */
    private Map<Remembered, Double> ofOthers(Question question, List<Map<String, Double>> held) {
        var owner = new OtherOwner(question);
        var thing = new OtherModifier(question);
        var less = new HashMap<Remembered, Double>();
        for (int i = 0; i < memories.size(); i++) {
            Remembered memory = memories.get(i);
            if (memory.byUser() && owner.isOf(memory.told())) {
                less.put(memory, OTHER_OWNER);
            } else if (thing.isOf(memory.told(), held.get(i).keySet())) {
                less.put(memory, OTHER_THING);
            }
        }
        return less;
    }

    /** Where somebody lives or works and what he is called is told in other words than it is asked for, wherever recall has it: "Hi, I'm Ann", "We moved to Oslo". */
    private void preferWhatIsTold(double[] best) {
        for (int i = 0; oneAtATime.isPresent() && i < best.length; i++) {
            String text = memories.get(i).text();
            boolean told = memories.get(i).byUser() && (OneAtATime.toldIn(text).equals(oneAtATime) || oneAtATime.get() == OneAtATime.NAME && INTRODUCES.matcher(text).find()
                    || oneAtATime.get() == OneAtATime.WORKS && PersonalFact.OF_TRADE.isToldIn(text) && PLACE.matcher(text).find());
            best[i] = told ? Math.max(best[i], FOUND) : best[i];
        }
    }

    /** "That's on the 14th." after "I'm going to the dentist." answers when, with what it goes on from; that alone tells no time. */
    private void preferWhatGoesOn(Relevance relevance, List<Map<String, Double>> held, double[] best) {
        var goingOn = new GoingOn(question);
        for (int i = 0; i < best.length; i++) {
            for (int before = 0; before < best.length; before++) {
                if (goingOn.from(memories.get(before), held.get(before), memories.get(i), held.get(i))) {
                    double together = relevance.ofFragment(GoingOn.together(memories.get(before), memories.get(i)));
                    if (together > best[i]) {
                        best[i] = together;
                        goneOnFrom.put(memories.get(i), memories.get(before));
                        best[before] = Math.min(best[before], together * OTHER_THING);
                    }
                }
            }
        }
    }

    /** Such a fact is told in none of the question's words. */
    private void preferFact(PersonalFact fact, double[] best) {
        for (int i = 0; i < best.length; i++) {
            if (memories.get(i).byUser()) {
                best[i] = fact.isToldIn(memories.get(i).told()) ? Math.max(best[i], FOUND) : fact.isNothingElse() ? best[i] * OTHER_OWNER : best[i];
            }
        }
    }

    /**
     * In which other words people may have told it: a statement on what is one thing at a time that is in force by now, or what was not recalled. Empty where others than the user were recalled.
     */
    Optional<String> inOtherWords() {
        boolean ofUser = memories.stream().allMatch(memory -> memory.byUser() || memory.speaker().equals(Remembered.AGENT));
        return ofUser ? oneAtATime.map(one -> one.inOtherWords(question))
                .or(() -> fact.filter(one -> memories.stream().noneMatch(memory -> one.isToldIn(memory.told()))).map(one -> one.inOtherWords(question)))
                .or(() -> answers() || tells() ? Optional.empty() : OwnWords.toLookFor(question)) : Optional.empty();
    }

    /** A score by words, less where the time doesn't fit, or what has a name is not what the question names. */
    private double fit(Remembered memory, double score) {
        double told = (named.stream().allMatch(name -> holds(memory, name)) ? score : score * OTHER_NAME) * ofOthers.getOrDefault(memory, 1.0);
        if (periods.isEmpty()) {
            return told;
        }
        return periods.stream().anyMatch(period -> memory.days().stream().anyMatch(period::mayBeToldOn)) ? told + IN_TIME : told * OTHER_TIME;
    }

    /** A question about one of the people who speak here is not answered by what another says of himself. */
    private boolean otherPerson(Remembered memory) {
        return !asked.isEmpty() && !asked.contains(memory.speaker())
                && asked.stream().noneMatch(name -> Spoken.tellsOf(memory.text(), first(name)));
    }

    /** What the user asked before tells nothing. */
    private boolean asked(Remembered memory) {
        return memory.byUser() && (BareQuestion.is(memory.text()) || memory.text().strip().equals(question.text().strip()));
    }

    /** Who speaks, and whom they call by a name that the question has, too. */
    private Stream<String> people() {
        Stream<String> speakers = memories.stream().map(Remembered::speaker).filter(name -> !name.equals("user") && !name.equals("assistant"));
        Stream<String> called = question.terms().stream().filter(term -> term.anchor() && Character.isUpperCase(term.surface().codePointAt(0))).map(Question.Term::surface)
                .filter(name -> memories.stream().anyMatch(memory -> !memory.byUser() && Spoken.addresses(memory.text(), name))
                        && memories.stream().noneMatch(memory -> first(memory.speaker()).equals(first(name))));
        return Stream.concat(speakers, called).distinct();
    }

    private boolean isNamed(String speaker) {
        return Pattern.compile("(?iU)\\b" + Pattern.quote(first(speaker)) + "\\b").matcher(question.text()).find();
    }

    private static String first(String name) {
        return name.toLowerCase(Locale.ROOT).split("\\s+")[0];
    }

    /** The best score; 0 when nothing remembered bears on the question. */
    double best() {
        return found.isEmpty() || found.getFirst().score() < FOUND ? 0 : found.getFirst().score();
    }

    /** Whether the best of it is what an agent said before: no source, where there is another one. */
    boolean isOfAgent() {
        return best() > 0 && found.getFirst().memory().speaker().equals(Remembered.AGENT);
    }

    /** Whether it answers, as far as can be told before the check. */
    boolean answers() {
        return best() > 0 || mayBeAsked() && !tells();
    }

    /** What to say where there is no document. */
    String alone() {
        return answers() ? text() : tells() ? words.told() : words.nothing();
    }

    /** Whether the check that follows is offered an answer. */
    private boolean mayBeAsked() {
        return !ordered.isEmpty() && !ofOthers.containsKey(ordered.getFirst()) && !found.isEmpty() && found.getFirst().score() >= FOUND_BEFORE_CHECK;
    }

    /** Quotes, each with its source; of two statements on what is one thing at a time the one in force, and since when. */
    String text() {
        var lines = new ArrayList<String>();
        var said = new ArrayList<Remembered>();
        List<Remembered> quotable = ordered.isEmpty() ? closest() : ordered;
        int most = ordered.isEmpty() ? MOST_QUOTES : quotable.size();
        for (Remembered memory : quotable) {
            if (lines.size() < most && !said.contains(memory)) {
                List<Remembered> versions = versions(memory);
                said.addAll(versions);
                lines.add(line(versions));
                Optional.ofNullable(goneOnFrom.get(memory)).or(() -> whoIsMeant(memory)).filter(before -> !said.contains(before)).ifPresent(before -> {
                    said.add(before);
                    lines.add(line(before, before.source(words)));
                });
            }
        }
        return String.join("\n", lines);
    }

    /** Who is asked for is named in what was said before: "She keeps bees." */
    private Optional<Remembered> whoIsMeant(Remembered memory) {
        return !question.asks().contains(Question.Asks.WHO) || memory.told().equals(memory.text()) ? Optional.empty()
                : memories.stream().filter(other -> other.conversation().equals(memory.conversation()) && other.text().equals(memory.after())).findFirst().or(() -> Optional.of(memory.before()));
    }

    /** What comes not far behind the best by words. */
    private List<Remembered> closest() {
        double least = found.getFirst().score() * NOT_FAR_BEHIND;
        return found.stream().filter(one -> one.score() >= least).map(Found::memory).toList();
    }

    /** What the same person said of the same thing, the latest first, with what was said to correct it; the memory alone where it is of many things at a time. */
    private List<Remembered> versions(Remembered memory) {
        Remembered told = corrected(memory);
        Optional<String> of = told.singular();
        Stream<Remembered> all = of.isEmpty() ? Stream.of(told) : memories.stream().filter(other -> other.corrects().isEmpty() && other.speaker().equals(told.speaker()) && other.singular().equals(of))
                .sorted(Comparator.comparing(Remembered::at).reversed());
        return all.flatMap(this::withCorrections).toList();
    }

    /** What a correction is of, which tells of what it is; itself where it corrects nothing. */
    private Remembered corrected(Remembered memory) {
        return memories.stream().filter(other -> memory.isSaidToCorrect(other)).findFirst().map(this::corrected).orElse(memory);
    }

    /** The last correction first. */
    private Stream<Remembered> withCorrections(Remembered memory) {
        List<Remembered> corrections = memories.stream().filter(other -> other.isSaidToCorrect(memory)).sorted(Comparator.comparing(Remembered::at).reversed()).toList();
        return Stream.concat(corrections.stream().flatMap(this::withCorrections), Stream.of(memory));
    }

    private String line(List<Remembered> versions) {
        Remembered now = versions.getFirst();
        return versions.size() == 1 ? line(now, now.source(words))
                : line(now, words.since().formatted(now.source(words), now.since())) + "\n" + words.before() + line(versions.get(1), versions.get(1).source(words));
    }

    private static String line(Remembered memory, String source) {
        return quoted(memory) + " (" + source + ")";
    }

    private static String quoted(Remembered memory) {
        return memory.text().indexOf('"') < 0 ? '"' + memory.text() + '"' : '“' + memory.text() + '”';
    }

    /** Whether the user only tells something. */
    boolean tells() {
        String text = question.text().strip();
        return !text.endsWith("?") && !text.endsWith("？") && !ASKS.matcher(text).find() && !BareQuestion.is(text);
    }
}
