package palimpsest.memory.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;

/** Chooses the words of the language that a text seems to be in. Expensive to make, safe to share. */
public final class Languages {

    /** No script without spaces has a character before this one. */
    private static final int FIRST_UNSPACED = 0x0E00;
    private static final List<String> WITHOUT_SPACES = List.of("zh", "ja", "ko", "th");
    /** Languages that write several words as one: "Regenwald". */
    private static final Set<String> COMPOUNDING = Set.of("de", "nl", "sv", "da", "no", "fi", "hu");
    /** Letters that only Vietnamese puts together. */
    private static final String VIETNAMESE = "ăơưđĂƠƯĐạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
    private static final int FIRST_VIETNAMESE = 'Ă';

    private static final int LONGEST_SAMPLE = 8_000;

    private final WordList questionWords = new WordList("question-words.txt");
    private final WordList kindWords = new WordList("kind-words.txt");
    private final WordList lightWords = new WordList("light-words.txt");
    private final WordList measureWords = new WordList("measure-words.txt");
    private final WordList spellings = new WordList("spellings.txt");
    private final List<Language> languages = new ArrayList<>();
    /** The languages that each stop word is of, a bit each in their order. */
    private final Map<String, Long> stopsOf = new HashMap<>();
    private final Words english;
    private final Words ideographic = new Words(new CJKAnalyzer(CharArraySet.EMPTY_SET), false, true);
    private final Words thai = new Words(new ThaiAnalyzer(), false, false);
    private final Words unspaced = unspaced(false);
    private final Words unspacedSyllables = unspaced(true);
    private final Words vietnamese;
    private final Words other = new Words(new StandardAnalyzer(), true, false);

    /** One for all, made when it is first asked for. */
    public static Languages shared() {
        return Shared.LANGUAGES;
    }

    private static final class Shared {
        static final Languages LANGUAGES = new Languages();
    }

    /** @throws UncheckedIOException if Lucene's own word lists are missing from the class path */
    public Languages() {
        english = add("en", englishStops(), EnglishAnalyzer::new, true, "LATIN");
        add("de", GermanAnalyzer.getDefaultStopSet(), GermanAnalyzer::new, false, "LATIN");
        add("fr", FrenchAnalyzer.getDefaultStopSet(), FrenchAnalyzer::new, true, "LATIN");
        add("es", SpanishAnalyzer.getDefaultStopSet(), SpanishAnalyzer::new, true, "LATIN");
        add("it", ItalianAnalyzer.getDefaultStopSet(), ItalianAnalyzer::new, true, "LATIN");
        add("pt", PortugueseAnalyzer.getDefaultStopSet(), PortugueseAnalyzer::new, true, "LATIN");
        add("nl", DutchAnalyzer.getDefaultStopSet(), DutchAnalyzer::new, true, "LATIN");
        add("sv", SwedishAnalyzer.getDefaultStopSet(), SwedishAnalyzer::new, true, "LATIN");
        add("da", DanishAnalyzer.getDefaultStopSet(), DanishAnalyzer::new, true, "LATIN");
        add("no", NorwegianAnalyzer.getDefaultStopSet(), NorwegianAnalyzer::new, true, "LATIN");
        add("fi", FinnishAnalyzer.getDefaultStopSet(), FinnishAnalyzer::new, true, "LATIN");
        add("hu", HungarianAnalyzer.getDefaultStopSet(), HungarianAnalyzer::new, true, "LATIN");
        add("ro", RomanianAnalyzer.getDefaultStopSet(), RomanianAnalyzer::new, true, "LATIN");
        add("cs", CzechAnalyzer.getDefaultStopSet(), CzechAnalyzer::new, true, "LATIN");
        add("tr", TurkishAnalyzer.getDefaultStopSet(), TurkishAnalyzer::new, true, "LATIN");
        add("id", IndonesianAnalyzer.getDefaultStopSet(), IndonesianAnalyzer::new, true, "LATIN");
        vietnamese = add("vi", CharArraySet.EMPTY_SET, StandardAnalyzer::new, true, "LATIN");
        add("ru", RussianAnalyzer.getDefaultStopSet(), RussianAnalyzer::new, true, "CYRILLIC");
        add("el", GreekAnalyzer.getDefaultStopSet(), GreekAnalyzer::new, true, "GREEK");
        add("ar", ArabicAnalyzer.getDefaultStopSet(), ArabicAnalyzer::new, false, "ARABIC");
        add("fa", PersianAnalyzer.getDefaultStopSet(), PersianAnalyzer::new, false, "ARABIC");
        add("hi", HindiAnalyzer.getDefaultStopSet(), HindiAnalyzer::new, false, "DEVANAGARI");
    }

    /**
     * The words of the language whose stop words are most frequent in {@code sample}: English for plain Latin letters
     * without any, pairs of characters for Chinese, Japanese and Korean, unstemmed words for the rest.
     */
    public Words of(String sample) {
        return switch (written(sample)) {
            case IDEOGRAPHIC -> ideographic;
            case UNSPACED -> thai;
            case SPACED -> spaced(sample);
        };
    }

    /** The code of the language that {@link #of} takes a text for, such as {@code de}; empty where letters without spaces or no stop word tell none. */
    public Optional<String> codeOf(String text) {
        Words words = of(text);
        return languages.stream().filter(language -> language.words == words).map(Language::code).findFirst();
    }

    /** The same for a question, which is divided into words also where the script has no spaces. */
    public Words ofQuestion(String question) {
        return switch (written(question)) {
            case IDEOGRAPHIC -> unspaced;
            case UNSPACED -> unspacedSyllables;
            case SPACED -> spaced(question);
        };
    }

    /** How words are told apart. */
    enum Written { SPACED, UNSPACED, IDEOGRAPHIC }

    /** One ideographic character is enough. */
    static Written written(String text) {
        Written written = Written.SPACED;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < FIRST_UNSPACED) {
                continue;
            }
            switch (Character.UnicodeScript.of(text.codePointAt(i))) {
                case HAN, HIRAGANA, KATAKANA, HANGUL -> {
                    return Written.IDEOGRAPHIC;
                }
                case THAI, LAO, KHMER, MYANMAR -> written = Written.UNSPACED;
                default -> { }
            }
        }
        return written;
    }

    private Words spaced(String text) {
        // A long text is in the language that it begins in.
        String sample = text.length() <= LONGEST_SAMPLE ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_SAMPLE)));
        if (vietnamese(sample)) {
            return vietnamese;
        }
        String script = script(sample);
        int[] hits = new int[languages.size()];
        for (String word : words(sample.toLowerCase(Locale.ROOT))) {
            for (long of = stopsOf.getOrDefault(word, 0L); of != 0; of &= of - 1) {
                hits[Long.numberOfTrailingZeros(of)]++;
            }
        }
        Words best = null;
        int most = 0;
        for (int i = 0; i < hits.length; i++) {
            Language language = languages.get(i);
            if (!language.script.equals(script)) {
                continue;
            }
            // a script that few languages share tells something by itself
            boolean first = best == null && !script.equals("LATIN");
            if (hits[i] > most || first) {
                most = hits[i];
                best = language.words;
            }
        }
        if (best != null) {
            return best;
        }
        return StandardCharsets.US_ASCII.newEncoder().canEncode(sample) ? english : other;
    }

    private static boolean vietnamese(String sample) {
        for (int i = 0; i < sample.length(); i++) {
            char c = sample.charAt(i);
            if (c >= FIRST_VIETNAMESE && VIETNAMESE.indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Different runs of letters, marks and apostrophes. */
    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        int start = -1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean inside = c >= 'a' && c <= 'z' || c == '\'' || c == '’' || c >= 0x80 && (Character.isLetter(c) || mark(c));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
            i += Character.charCount(c);
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    private static boolean mark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** That of most letters. */
    private static String script(String sample) {
        Character.UnicodeScript[] scripts = Character.UnicodeScript.values();
        int[] letters = new int[scripts.length];
        for (int i = 0; i < sample.length(); ) {
            int c = sample.codePointAt(i);
            if (Character.isLetter(c)) {
                letters[(c < 0x80 ? Character.UnicodeScript.LATIN : Character.UnicodeScript.of(c)).ordinal()]++;
            }
            i += Character.charCount(c);
        }
        int most = Character.UnicodeScript.LATIN.ordinal();
        for (int i = 0; i < letters.length; i++) {
            most = letters[i] > letters[most] || letters[i] == letters[most] && i < most && letters[i] > 0 ? i : most;
        }
        return scripts[most].name();
    }

    private Words add(String code, CharArraySet stops, Function<CharArraySet, Analyzer> analyzer, boolean capitalsAreNames, String script) {
        CharArraySet all = new CharArraySet(stops, true);
        // Some analyzers unify spellings before they leave out stop words.
        try (Analyzer unifying = analyzer.apply(CharArraySet.EMPTY_SET)) {
            questionWords.of(List.of(code)).forEach(word -> {
                all.add(word);
                all.add(unifying.normalize("text", word).utf8ToString());
            });
        }
        Words words = new Words(analyzer.apply(all), capitalsAreNames, false, false, lightOf(List.of(code)), COMPOUNDING.contains(code), code.equals("vi"),
                measureWords.of(List.of(code)), spellings.of(List.of(code)));
        for (Object stop : all) {
            stopsOf.merge(new String((char[]) stop), 1L << languages.size(), (a, b) -> a | b);
        }
        languages.add(new Language(code, words, script));
        return words;
    }

    /** Words that say little of what an answer holds. */
    private Set<String> lightOf(List<String> codes) {
        Set<String> light = kindWords.of(codes);
        light.addAll(lightWords.of(codes));
        return light;
    }

    private Words unspaced(boolean syllables) {
        return new Words(new UnspacedAnalyzer(unspacedStops()), false, true, true, lightOf(WITHOUT_SPACES), false, syllables, Set.of(), Set.of());
    }

    private Set<String> unspacedStops() {
        Set<String> stops = questionWords.of(WITHOUT_SPACES);
        ThaiAnalyzer.getDefaultStopSet().forEach(stop -> stops.add(new String((char[]) stop)));
        return stops;
    }

    /** EnglishAnalyzer's own 33 words lack question words; Lucene also carries the Snowball list, which has them. */
    private static CharArraySet englishStops() {
        try (InputStream list = SnowballFilter.class.getResourceAsStream("english_stop.txt")) {
            if (list == null) {
                throw new IOException("english_stop.txt is not in lucene-analysis-common");
            }
            CharArraySet stops = new CharArraySet(WordlistLoader.getSnowballWordSet(list), true);
            stops.addAll(EnglishAnalyzer.getDefaultStopSet());
            return stops;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Language(String code, Words words, String script) {}
}
