package palimpsest.runtime.answer;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import palimpsest.memory.claim.DateClaim;
import palimpsest.memory.claim.Dates;
import palimpsest.memory.claim.Unit;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Word;
import palimpsest.memory.language.Words;

/** Finds the sentence read that best supports a statement that does not quote. */
final class SentenceAligner {

    /** A statement of so few content words must be held whole: "Timber", "7 May 2023". */
    private static final int SHORT = 3;
    private static final double SUPPORTED = 0.5;
    private static final double SUPPORTED_IF_NEAR = 0.3;
    /** A question's words tell which of several equal sentences is meant, but support nothing by themselves. */
    private static final double QUESTION_SHARE = 0.3;
    private static final double BESIDE = 0.5;
    /** Characters between a number and its unit: a space, a degree sign. */
    private static final int UNIT_GAP = 2;

    private final Words words;
    private final Set<String> asked;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Integer> frequency = new HashMap<>();

    /**
     * A sentence of what was read. The sentences right before and after may hold the name that a pronoun stands for.
     *
     * @param called of the call that told it
     */
    private record Candidate(ReadSpan span, Sentence sentence, Set<String> terms, Set<String> before, Set<String> after, Set<String> called) {

        /** Whether it is a turn that was said on that day, which stands beside its words. */
        boolean isSaidOn(DateClaim date) {
            return span.turn() != null && span.turn().at() != null && date.saidBy(DateClaim.of(span.turn().at().atZone(ZoneOffset.UTC).toLocalDate()));
        }

        boolean around(String term) {
            return before.contains(term) || after.contains(term) || called.contains(term);
        }
    }

    SentenceAligner(String question, List<ReadSpan> read, Words words, ReadTexts texts) {
        this.words = words;
        this.asked = words.terms(question);
        for (ReadSpan span : read) {
            ReadText text = texts.of(span);
            List<Sentence> sentences = text.sentences();
            List<Set<String>> terms = text.terms(words).stream().map(ReadText.SentenceTerms::all).toList();
            Set<String> called = span.tool() == null ? Set.of() : words.terms(span.document());
            for (int i = 0; i < sentences.size(); i++) {
                // What a tool was asked stands beside all that it told.
                candidates.add(new Candidate(span, sentences.get(i), terms.get(i), i > 0 ? terms.get(i - 1) : Set.of(), i + 1 < terms.size() ? terms.get(i + 1) : Set.of(), called));
                terms.get(i).forEach(term -> frequency.merge(term, 1, Integer::sum));
            }
        }
    }

    /** @param chunk only sentences of this chunk count when the answer names one that was read; null for all */
    Optional<Citation> align(String statement, Integer chunk) {
        Map<String, Word> stated = new LinkedHashMap<>();
        words.of(statement).forEach(word -> stated.putIfAbsent(word.term(), word));
        if (stated.isEmpty()) {
            return Optional.empty();
        }
        boolean named = chunk != null && candidates.stream().anyMatch(candidate -> chunk.equals(candidate.span.chunkId()));
        List<DateClaim> dates = Dates.in(statement);
        Candidate best = null;
        double most = 0;
        for (Candidate candidate : candidates) {
            boolean eligible = !named || chunk.equals(candidate.span.chunkId());
            double support = eligible ? support(stated, dates, candidate, named) : 0;
            if (support > most) {
                most = support;
                best = candidate;
            }
        }
        return best == null ? Optional.empty() : Optional.of(Citation.of(best.span, best.sentence.start(), best.sentence.end()));
    }

    /** 0 when the sentence does not support the statement. */
    private double support(Map<String, Word> stated, List<DateClaim> dates, Candidate candidate, boolean named) {
        double all = 0;
        double held = 0;
        // Tools tell figures in few words: where one of the statement stands, the words around it may be the statement's own.
        boolean terse = candidate.span.tool() != null && stated.values().stream().anyMatch(word -> word.number() && !asked.contains(word.term()) && candidate.terms.contains(word.term()));
        boolean whole = stated.size() <= SHORT && !terse;
        Word before = null;
        for (Word word : stated.values()) {
            boolean there = candidate.terms.contains(word.term());
            boolean beside = candidate.around(word.term());
            boolean known = asked.contains(word.term());
            boolean unit = terse && before != null && before.number() && word.start() - before.end() <= UNIT_GAP;
            before = word;
            if (unit && !there && Unit.of(word.surface()).isPresent()) {
                // Whether it is the figure's own, the check of figures tells: a tool may name it in another way, or not at all.
                continue;
            }
            if (!there && dates.stream().anyMatch(date -> date.start() <= word.start() && word.end() <= date.end() && candidate.isSaidOn(date))) {
                continue;
            }
            boolean mustAgree = (word.number() || word.name() && !unit || whole) && !known;
            if (mustAgree && !there && !(beside && word.name() && !whole)) {
                return 0;
            }
            // A figure that a tool told again and again tells as much as one that it told once.
            double weight = (terse && there && word.number() ? 1 : weight(word.term())) * (known ? QUESTION_SHARE : 1);
            all += weight;
            held += weight * (there ? 1 : beside ? BESIDE : 0);
        }
        double share = all == 0 ? 0 : held / all;
        if (share < (named || terse ? SUPPORTED_IF_NEAR : SUPPORTED)) {
            return 0;
        }
        double relevant = asked.stream().filter(candidate.terms::contains).mapToDouble(this::weight).sum();
        double relevantBeside = asked.stream().filter(candidate::around).mapToDouble(this::weight).sum();
        double possible = asked.stream().mapToDouble(this::weight).sum();
        return share + (possible == 0 ? 0 : QUESTION_SHARE * (relevant + 0.3 * relevantBeside) / possible);
    }

    private double weight(String term) {
        int count = frequency.getOrDefault(term, 0);
        return count == 0 ? 1 : 1 - 0.75 * Math.log(count) / Math.log(Math.max(2, 1 + candidates.size()));
    }
}
