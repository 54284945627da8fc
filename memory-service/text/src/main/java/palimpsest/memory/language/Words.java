package palimpsest.memory.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** The content words of one language: stop words left out, the rest stemmed. Safe for use by several threads. */
public final class Words {

    private static final Pattern POSSESSIVE = Pattern.compile("['’]s?$");
    /** What Lucene's tokenizer takes for a part of a word or of a number, and tables and identifiers put between two. */
    private static final Pattern GLUE = Pattern.compile("_|(?<=[\\p{L}\\p{N}])[;:](?=[\\p{L}\\p{N}])|(?<=\\p{L}),(?=[\\p{L}\\p{N}])|(?<=\\p{N}),(?=\\p{L})");
    private static final Pattern NUMBERS = Pattern.compile("(?<![\\d.])\\d+(?:,\\d+)+(?![\\d])");
    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}(?:,\\d{2,3})*,\\d{3}|\\d+,\\d{1,2}");
    /** Between the parts of {@code maxRetryCount} and of {@code server.port}; letters with stops between them, "U.S.A", have none. */
    private static final Pattern PARTS = Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})|(?<=\\p{L}\\p{L})\\.(?=\\p{L}\\p{L})");

    private final Analyzer analyzer;
    private final boolean capitalsAreNames;
    private final boolean ideographic;
    private final boolean unspaced;
    private final Set<String> kinds;
    private final boolean compounds;
    private final boolean syllables;
    private final Map<String, Set<String>> measures = new HashMap<>();
    /** By the term of one spelling that of the one which stands for both, and by that the words. */
    private final Map<String, String> respelled = new HashMap<>();
    private final Map<String, List<String>> spellings = new HashMap<>();

    Words(Analyzer analyzer, boolean capitalsAreNames, boolean ideographic) {
        this(analyzer, capitalsAreNames, ideographic, false, Set.of(), false, false, Set.of(), Set.of());
    }

    /**
     * @param unspaced whether the script has no spaces between words, so that the words of two texts may be divided differently
     * @param kinds     words that only name the kind of thing that is asked for
     * @param compounds whether the language writes several words as one
     * @param syllables whether words are mostly of one syllable, and the same in two texts by chance
     * @param measures  words that ask for and name one measure, with commas between them: {@code deep,depth}
     * @param spellings of one word each, with commas between them: {@code colour,color}
     */
    Words(Analyzer analyzer, boolean capitalsAreNames, boolean ideographic, boolean unspaced, Set<String> kinds, boolean compounds, boolean syllables,
          Set<String> measures, Set<String> spellings) {
        this.analyzer = analyzer;
        this.capitalsAreNames = capitalsAreNames;
        this.ideographic = ideographic;
        this.unspaced = unspaced;
        this.kinds = kinds;
        this.compounds = compounds;
        this.syllables = syllables;
        for (String spelling : spellings) {
            List<String> written = List.of(spelling.split(","));
            List<String> terms = written.stream().flatMap(word -> terms(word).stream()).toList();
            this.spellings.put(terms.getFirst(), written);
            terms.forEach(term -> respelled.put(term, terms.getFirst()));
        }
        for (String measure : measures) {
            List<String> named = List.of(measure.split(","));
            Set<String> terms = named.stream().flatMap(word -> terms(word).stream()).collect(Collectors.toSet());
            named.forEach(word -> this.measures.merge(word, terms, (a, b) -> Stream.concat(a.stream(), b.stream()).collect(Collectors.toSet())));
        }
    }

    /** Whether words are pairs of characters, as in Chinese. */
    public boolean ideographic() {
        return ideographic;
    }

    /** Whether a word is to be looked for anywhere in a text, as in scripts without spaces and where endings are glued on. */
    public boolean unspaced() {
        return unspaced;
    }

    /** Whether a longer word may hold a shorter one as its part, as in German. */
    public boolean compounds() {
        return compounds;
    }

    /** Whether words are mostly of one syllable, as in Vietnamese and Thai: many stand in any text by chance. */
    public boolean syllables() {
        return syllables;
    }

    /** Whether a word only names the kind of thing that is asked for (colour, price, name) or builds the question. */
    public boolean namesKind(String surface) {
        return kinds.contains(surface.toLowerCase(Locale.ROOT));
    }

    /** The terms of the words that ask for or name the same measure: those of {@code depth} for {@code deep}. Empty for other words. */
    public Set<String> sameMeasure(String surface) {
        return measures.getOrDefault(surface.toLowerCase(Locale.ROOT), Set.of());
    }

    /** How else a word may be spelled: {@code color} for {@code colour}. Empty for most words. */
    public List<String> otherSpellings(Word word) {
        return spellings.getOrDefault(word.term(), List.of()).stream().filter(other -> !other.equalsIgnoreCase(word.surface())).toList();
    }

    /** The content words of {@code text} in order, repeated ones too. */
    public List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        var composed = ComposedText.of(text);
        try (TokenStream tokens = analyzer.tokenStream("text", apart(composed.text()))) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(word(text, term.toString(), composed.start(offset.startOffset()), composed.end(offset.endOffset())));
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be read", e);
        }
        return words;
    }

    /** As {@link #of(String)}, and behind each identifier in camel case or with dots its parts: {@code maxRetryCount} holds {@code max}, {@code retry}, {@code count}. */
    public List<Word> withParts(String text) {
        List<Word> words = of(text);
        if (unspaced || words.stream().noneMatch(word -> PARTS.matcher(word.surface()).find())) {
            return words;
        }
        List<Word> all = new ArrayList<>();
        for (Word word : words) {
            all.add(word);
            String[] parts = PARTS.split(word.surface());
            if (parts.length > 1) {
                of(String.join(" ", parts)).forEach(part -> all.add(new Word(part.term(), part.surface(), word.start(), word.end(), false, part.number())));
            }
        }
        return all;
    }

    /** The different terms of {@code text}, in order of appearance. */
    public Set<String> terms(String text) {
        Set<String> terms = new LinkedHashSet<>();
        for (Word word : of(text)) {
            terms.add(word.term());
        }
        return terms;
    }

    /** The same text, of the same length, with spaces between what are several words to a reader. */
    private static String apart(String text) {
        if (!glued(text)) {
            return text;
        }
        StringBuilder apart = new StringBuilder(text);
        Matcher glue = GLUE.matcher(text);
        while (glue.find()) {
            apart.setCharAt(glue.start(), ' ');
        }
        Matcher numbers = NUMBERS.matcher(text);
        while (numbers.find()) {
            if (!GROUPED.matcher(numbers.group()).matches()) {
                for (int i = numbers.start(); i < numbers.end(); i++) {
                    if (text.charAt(i) == ',') {
                        apart.setCharAt(i, ' ');
                    }
                }
            }
        }
        return apart.toString();
    }

    /** Whether one of the marks stands between two characters without a space: most sentences are spared the patterns. */
    private static boolean glued(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_' || (c == ',' || c == ';' || c == ':') && i > 0 && i + 1 < text.length() && text.charAt(i + 1) != ' ' && text.charAt(i - 1) != ' ') {
                return true;
            }
        }
        return false;
    }

    private Word word(String text, String term, int start, int end) {
        String surface = POSSESSIVE.matcher(text.substring(start, end)).replaceFirst("");
        boolean number = surface.codePoints().anyMatch(Character::isDigit);
        boolean name = capitalsAreNames && !surface.isEmpty() && Character.isUpperCase(surface.codePointAt(0))
                && !opensSentence(text, start);
        return new Word(respelled.getOrDefault(term, term), surface, start, start + surface.length(), name, number);
    }

    private static boolean opensSentence(String text, int start) {
        int i = start - 1;
        while (i >= 0 && " \t\"'“”‘’«»(*_>#-¿¡".indexOf(text.charAt(i)) >= 0) {
            i--;
        }
        return i < 0 || ".!?…\n:".indexOf(text.charAt(i)) >= 0;
    }
}
