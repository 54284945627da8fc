package palimpsest.runtime.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import palimpsest.memory.claim.QuotedPart;
import palimpsest.memory.language.Languages;
import palimpsest.memory.language.Sentence;
import palimpsest.memory.language.Sentences;
import palimpsest.memory.language.Words;

/**
 * Finds where an answer is supported by what the agent read. Quotes in the answer are located to the character; an answer
 * without any is aligned, sentence by sentence, with the best supporting sentences. Works for the answer of any model;
 * safe for use by several threads.
 */
public final class CitationResolver {

    /** Citations of an answer at most. */
    public static final int MOST_CITATIONS = 8;

    /** Shorter quotes name things rather than quote; the sentence that holds them is cited. */
    private static final int QUOTE_WORDS = 3;
    private static final int QUOTE_CHARACTERS = 12;
    private static final int SUBSTANTIAL_QUOTE = 25;
    private static final Pattern ELLIPSIS = Pattern.compile("\\s*(?:\\[\\s*(?:\\.\\.\\.|…)\\s*]|\\(\\s*(?:\\.\\.\\.|…)\\s*\\)|\\.\\.\\.|…)\\s*");
    private static final Pattern CHUNK_HINT = Pattern.compile("[\\[(]\\s*chunk\\s*#?\\s*(\\d{1,9})[^\\])]*[\\])]", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOTHING_FOUND = Pattern.compile("(?iU)\\b(?:(?:found|find) (?:nothing|no (?:answer|information|mention|evidence|sentence)s?)"
            + "|(?:I|we)\\b.{0,20}\\b(?:(?:could|can|did|do|was|am|were|are)(?: not|n['’]t)|cannot|unable to)(?: able to)? (?:find|locate|determine|answer)"
            + "|(?:could|can)(?: not|n['’]t) be (?:found|determined|answered)|cannot be (?:found|determined|answered)"
            + "|no (?:information|mention|answer|evidence)\\b.{0,60}\\b(?:found|available|given|provided|documents?|texts?|conversations?)"
            + "|(?:documents?|texts?|conversations?|passages?|sources?|chunks?)\\b.{0,40}\\b(?:do|does|did)(?: not|n['’]t) (?:mention|say|state|contain|specify|answer|hold)"
            + "|(?:is|are|was|were)(?: not|n['’]t) (?:mentioned|stated|specified|provided|given)\\b.{0,60}\\b(?:documents?|texts?|conversations?|passages?|sources?)"
            + "|not (?:mentioned|stated|specified|found) in the|nothing in the (?:documents?|texts?)"
            + "|nichts gefunden|keine (?:angaben?|informationen?)|rien trouvé|aucune (?:information|mention)|no (?:he|hemos|se ha) encontrado nada|ninguna (?:información|mención))\\b|没有找到|未找到|没有提到|未提及");
    private static final Pattern LEAD_IN = Pattern.compile("(?iU)^(?:(?:the )?(?:final )?answer(?: is|:)|it (?:is|was)|that (?:is|was)|they (?:are|were)|antwort:)\\s+(?=\\S)");
    private static final Pattern LIST = Pattern.compile("\\s*(?:[,;、，；]|\\b(?:and|or|und|oder)\\b)\\s*");

    private final Languages languages = Languages.shared();

    /** As {@link #resolve(String, String, List)} where the question is not known. */
    public List<Citation> resolve(String answer, List<ReadSpan> read) {
        return resolve("", answer, read);
    }

    /**
     * The places in {@code read} that support {@code answer}, in the order of the answer, without repetition, at most
     * {@value #MOST_CITATIONS}; empty when the answer says that nothing was found or nothing read supports it.
     *
     * @param question what was asked, in order to choose among sentences for a short answer; may be empty or null
     * @param read     what the agent read, in the order in which to prefer it; stretches may overlap
     */
    public List<Citation> resolve(String question, String answer, List<ReadSpan> read) {
        return resolve(question, answer, read, new ReadTexts());
    }

    /** @param texts of the run: what was read is taken apart once for all its answers and checks */
    public List<Citation> resolve(String question, String answer, List<ReadSpan> read, ReadTexts texts) {
        if (answer == null || answer.isBlank() || read.isEmpty()) {
            return List.of();
        }
        String asked = Objects.requireNonNullElse(question, "");
        ReadForQuestion reading = texts.over(asked, read);
        return reading.citations(answer, () -> {
            Words words = languages.of(answer + " " + asked);
            boolean nothing = saysNothingFound(answer);
            List<Citation> quoted = quoted(answer, reading, words, nothing);
            return distinct(!quoted.isEmpty() || nothing ? quoted : aligned(answer, reading, words));
        });
    }

    /** The chunks that an answer names as places, in its order. */
    public static List<Integer> chunksNamed(String answer) {
        return CHUNK_HINT.matcher(answer).results().map(hint -> Integer.valueOf(hint.group(1))).distinct().toList();
    }

    /** Whether an answer opens by saying that it found nothing. */
    public static boolean saysNothingFound(String answer) {
        return Sentences.of(answer).stream().findFirst().map(first -> NOTHING_FOUND.matcher(first.text()).find()).orElse(false);
    }

    /** @param onlySubstantial after "I found nothing", words in quotation marks are what was looked for, not what was found */
    private static List<Citation> quoted(String answer, ReadForQuestion reading, Words words, boolean onlySubstantial) {
        QuoteFinder finder = reading.quotes();
        List<Citation> found = new ArrayList<>();
        int done = -1;
        for (List<QuotedPart> closings : QuotedPart.of(answer)) {
            if (closings.getFirst().start() <= done || found.size() >= 4 * MOST_CITATIONS) {
                continue;
            }
            for (QuotedPart part : closings) {
                if (onlySubstantial && part.text().length() < SUBSTANTIAL_QUOTE) {
                    continue;
                }
                List<Citation> located = isQuote(part.text()) ? locate(part, finder) : List.of();
                if (located.isEmpty() && part == closings.getLast() && !isQuote(part.text()) && part.chunk() != null) {
                    located = reading.aligner(words).align(part.text(), part.chunk()).stream().toList();
                }
                if (!located.isEmpty()) {
                    found.addAll(located);
                    done = part.end();
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isQuote(String text) {
        String stripped = text.strip();
        boolean ideographic = stripped.codePoints().anyMatch(Character::isIdeographic);
        return stripped.length() >= (ideographic ? QUOTE_CHARACTERS / 2 : QUOTE_CHARACTERS) || stripped.split("\\s+").length >= QUOTE_WORDS;
    }

    /** Whole, or else the parts between ellipses. */
    private static List<Citation> locate(QuotedPart part, QuoteFinder finder) {
        Optional<Citation> whole = finder.find(part.text(), part.chunk());
        if (whole.isPresent() || !ELLIPSIS.matcher(part.text()).find()) {
            return whole.stream().toList();
        }
        List<Citation> located = new ArrayList<>();
        for (String piece : ELLIPSIS.split(part.text())) {
            if (isQuote(piece)) {
                finder.find(piece, part.chunk()).ifPresent(located::add);
            }
        }
        return located;
    }

    private static List<Citation> aligned(String answer, ReadForQuestion reading, Words words) {
        SentenceAligner aligner = reading.aligner(words);
        List<Citation> found = new ArrayList<>();
        for (Sentence sentence : Sentences.of(answer)) {
            Matcher hint = CHUNK_HINT.matcher(sentence.text());
            Integer chunk = hint.find() ? Integer.valueOf(hint.group(1)) : QuotedPart.chunkAfter(answer, sentence.end());
            String statement = LEAD_IN.matcher(CHUNK_HINT.matcher(Sentences.withoutItemNumber(sentence).text()).replaceAll(" ").strip()).replaceFirst("");
            List<Citation> whole = aligner.align(statement, chunk).stream().toList();
            found.addAll(whole.isEmpty() ? itemsOf(statement, chunk, aligner) : whole);
        }
        return found;
    }

    /** "Pottery, camping and \"Nothing is Impossible\"": each item may stand elsewhere. */
    private static List<Citation> itemsOf(String statement, Integer chunk, SentenceAligner aligner) {
        List<Citation> found = new ArrayList<>();
        QuotedPart.of(statement).forEach(closings -> aligner.align(closings.getLast().text(), chunk).ifPresent(found::add));
        String[] items = LIST.split(statement);
        if (found.isEmpty() && items.length > 1) {
            for (String item : items) {
                aligner.align(item, chunk).ifPresent(found::add);
            }
        }
        return found;
    }

    private static List<Citation> distinct(List<Citation> citations) {
        List<Citation> distinct = new ArrayList<>();
        for (Citation citation : citations) {
            boolean within = distinct.stream().anyMatch(citation::within);
            if (!within) {
                distinct.removeIf(other -> other.within(citation));
                distinct.add(citation);
            }
        }
        return List.copyOf(distinct.subList(0, Math.min(MOST_CITATIONS, distinct.size())));
    }
}
