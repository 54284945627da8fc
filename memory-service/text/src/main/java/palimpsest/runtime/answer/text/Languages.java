package palimpsest.runtime.answer.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;

/** Chooses the words of the language that a text seems to be in. Expensive to make, safe to share. */
public final class Languages {

    private static final Pattern CJK = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");
    private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{M}'’]+");

    private final List<Language> languages;
    private final Words english;
    private final Words ideographic = new Words(new CJKAnalyzer(CharArraySet.EMPTY_SET), false, true);
    private final Words other = new Words(new StandardAnalyzer(), true, false);

    /** @throws UncheckedIOException if Lucene's own word lists are missing from the class path */
    public Languages() {
        CharArraySet englishStops = englishStops();
        english = new Words(new EnglishAnalyzer(englishStops), true, false);
        languages = List.of(
                new Language(englishStops, english),
                language(GermanAnalyzer.getDefaultStopSet(), new GermanAnalyzer(), false),
                language(FrenchAnalyzer.getDefaultStopSet(), new FrenchAnalyzer(), true),
                language(SpanishAnalyzer.getDefaultStopSet(), new SpanishAnalyzer(), true),
                language(ItalianAnalyzer.getDefaultStopSet(), new ItalianAnalyzer(), true),
                language(PortugueseAnalyzer.getDefaultStopSet(), new PortugueseAnalyzer(), true),
                language(DutchAnalyzer.getDefaultStopSet(), new DutchAnalyzer(), true),
                language(SwedishAnalyzer.getDefaultStopSet(), new SwedishAnalyzer(), true),
                language(RussianAnalyzer.getDefaultStopSet(), new RussianAnalyzer(), true));
    }

    /**
     * The words of the language whose stop words are most frequent in {@code sample}: English for plain Latin letters
     * without any, pairs of characters for Chinese, Japanese and Korean, unstemmed words for the rest.
     */
    public Words of(String sample) {
        if (CJK.matcher(sample).find()) {
            return ideographic;
        }
        Set<String> tokens = new HashSet<>(List.of(NOT_LETTERS.split(sample.toLowerCase(Locale.ROOT))));
        Words best = null;
        int most = 0;
        for (Language language : languages) {
            int hits = (int) tokens.stream().filter(language.stops::contains).count();
            if (hits > most) {
                most = hits;
                best = language.words;
            }
        }
        if (best != null) {
            return best;
        }
        return StandardCharsets.US_ASCII.newEncoder().canEncode(sample) ? english : other;
    }

    private static Language language(CharArraySet stops, Analyzer analyzer, boolean capitalsAreNames) {
        return new Language(stops, new Words(analyzer, capitalsAreNames, false));
    }

    /** EnglishAnalyzer's own 33 words lack question words; Lucene also carries the Snowball list, which has them. */
    private static CharArraySet englishStops() {
        try (InputStream list = SnowballFilter.class.getResourceAsStream("english_stop.txt")) {
            if (list == null) {
                throw new IOException("english_stop.txt is not in lucene-analysis-common");
            }
            CharArraySet stops = new CharArraySet(WordlistLoader.getSnowballWordSet(list), true);
            stops.addAll(EnglishAnalyzer.getDefaultStopSet());
            stops.addAll(List.of("can", "could", "would", "should", "shall", "will", "must", "just", "also", "please",
                    "did", "does", "i'm", "i've", "i'll", "it's", "that's", "don't", "didn't", "what's", "who's", "there's"));
            return stops;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Language(CharArraySet stops, Words words) {}
}
