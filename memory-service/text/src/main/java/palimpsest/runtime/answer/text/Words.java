package palimpsest.runtime.answer.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** The content words of one language: stop words left out, the rest stemmed. Safe for use by several threads. */
public final class Words {

    private static final Pattern POSSESSIVE = Pattern.compile("['’]s?$");

    private final Analyzer analyzer;
    private final boolean capitalsAreNames;
    private final boolean ideographic;

    Words(Analyzer analyzer, boolean capitalsAreNames, boolean ideographic) {
        this.analyzer = analyzer;
        this.capitalsAreNames = capitalsAreNames;
        this.ideographic = ideographic;
    }

    /** Whether words are pairs of characters, as in Chinese. */
    public boolean ideographic() {
        return ideographic;
    }

    /** The content words of {@code text} in order, repeated ones too. */
    public List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        try (TokenStream tokens = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(word(text, term.toString(), offset.startOffset(), offset.endOffset()));
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory could not be read", e);
        }
        return words;
    }

    /** The different terms of {@code text}, in order of appearance. */
    public Set<String> terms(String text) {
        Set<String> terms = new LinkedHashSet<>();
        for (Word word : of(text)) {
            terms.add(word.term());
        }
        return terms;
    }

    private Word word(String text, String term, int start, int end) {
        String surface = POSSESSIVE.matcher(text.substring(start, end)).replaceFirst("");
        boolean number = surface.codePoints().anyMatch(Character::isDigit);
        boolean name = capitalsAreNames && !surface.isEmpty() && Character.isUpperCase(surface.codePointAt(0))
                && !opensSentence(text, start);
        return new Word(term, surface, start, start + surface.length(), name, number);
    }

    private static boolean opensSentence(String text, int start) {
        int i = start - 1;
        while (i >= 0 && " \t\"'“”‘’«»(*_>#-".indexOf(text.charAt(i)) >= 0) {
            i--;
        }
        return i < 0 || ".!?…\n:".indexOf(text.charAt(i)) >= 0;
    }
}
