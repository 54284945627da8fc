package palimpsest.runtime.answer.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
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

    private static final Pattern CJK = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]");
    private static final Pattern UNSPACED = Pattern.compile("[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}]");
    private static final List<String> WITHOUT_SPACES = List.of("zh", "ja", "ko", "th");
    /** Languages that write several words as one: "Regenwald". */
    private static final Set<String> COMPOUNDING = Set.of("de", "nl", "sv", "da", "no", "fi", "hu");
    /** Letters that only Vietnamese puts together. */
    private static final Pattern VIETNAMESE = Pattern.compile("[ăơưđĂƠƯĐạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]");

    private static final int LONGEST_SAMPLE = 8_000;
    /** No script without spaces has a character before it. */
    private static final int FIRST_UNSPACED = 0x0E00;
    private static final int FIRST_VIETNAMESE = 0x0102;

    private final WordList questionWords = new WordList("question-words.txt");
    private final WordList kindWords = new WordList("kind-words.txt");
    private final WordList lightWords = new WordList("light-words.txt");
    private final WordList measureWords = new WordList("measure-words.txt");
    private final List<Language> languages = new ArrayList<>();
    /** The languages that have a stop word, by their places in {@link #languages}. */
    private final Map<String, BitSet> stopping = new HashMap<>();
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
        if (isBefore(FIRST_UNSPACED, sample)) {
            return spaced(sample);
        }
        if (CJK.matcher(sample).find()) {
            return ideographic;
        }
        return UNSPACED.matcher(sample).find() ? thai : spaced(sample);
    }

    /** The same for a question, which is divided into words also where the script has no spaces. */
    public Words ofQuestion(String question) {
        if (isBefore(FIRST_UNSPACED, question)) {
            return spaced(question);
        }
        if (CJK.matcher(question).find()) {
            return unspaced;
        }
        return UNSPACED.matcher(question).find() ? unspacedSyllables : spaced(question);
    }

    private Words spaced(String text) {
        // A long text is in the language that it begins in.
        String sample = text.length() <= LONGEST_SAMPLE ? text : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_SAMPLE)));
        if (!isBefore(FIRST_VIETNAMESE, sample) && VIETNAMESE.matcher(sample).find()) {
            return vietnamese;
        }
        String script = script(sample);
        int[] hits = new int[languages.size()];
        for (String token : tokens(sample.toLowerCase(Locale.ROOT))) {
            BitSet having = stopping.get(token);
            for (int i = having == null ? -1 : having.nextSetBit(0); i >= 0; i = having.nextSetBit(i + 1)) {
                hits[i]++;
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

    private static boolean isBefore(int character, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= character) {
                return false;
            }
        }
        return true;
    }

    /** The different runs of letters, with their marks and apostrophes. */
    private static Set<String> tokens(String text) {
        Set<String> tokens = new HashSet<>();
        int from = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (!isOfWord(codePoint)) {
                if (from < i) {
                    tokens.add(text.substring(from, i));
                }
                from = next;
            }
            i = next;
        }
        if (from < text.length()) {
            tokens.add(text.substring(from));
        }
        return tokens;
    }

    private static boolean isOfWord(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'a' && codePoint <= 'z' || codePoint >= 'A' && codePoint <= 'Z' || codePoint == '\'';
        }
        return codePoint == '’' || Character.isLetter(codePoint) || switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** That of most letters. */
    private static String script(String sample) {
        var letters = new EnumMap<Character.UnicodeScript, Integer>(Character.UnicodeScript.class);
        int latin = 0;
        for (int i = 0; i < sample.length(); ) {
            int codePoint = sample.codePointAt(i);
            if (codePoint < 0x80) {
                latin += Character.isLetter(codePoint) ? 1 : 0;
            } else if (Character.isLetter(codePoint)) {
                letters.merge(Character.UnicodeScript.of(codePoint), 1, Integer::sum);
            }
            i += Character.charCount(codePoint);
        }
        if (latin > 0) {
            letters.merge(Character.UnicodeScript.LATIN, latin, Integer::sum);
        }
        return letters.entrySet().stream().max(Map.Entry.comparingByValue()).map(most -> most.getKey().name()).orElse("LATIN");
    }

    private Words add(String code, CharArraySet stops, Function<CharArraySet, Analyzer> analyzer, boolean capitalsAreNames, String script) {
        CharArraySet all = new CharArraySet(stops, true);
        all.addAll(questionWords.of(List.of(code)));
        Words words = new Words(analyzer.apply(all), capitalsAreNames, false, false, lightOf(List.of(code)), COMPOUNDING.contains(code), code.equals("vi"),
                measureWords.of(List.of(code)));
        all.forEach(stop -> stopping.computeIfAbsent(new String((char[]) stop).toLowerCase(Locale.ROOT), word -> new BitSet()).set(languages.size()));
        languages.add(new Language(words, script));
        return words;
    }

    /** Words that say little of what an answer holds. */
    private Set<String> lightOf(List<String> codes) {
        Set<String> light = kindWords.of(codes);
        light.addAll(lightWords.of(codes));
        return light;
    }

    private Words unspaced(boolean syllables) {
        return new Words(new UnspacedAnalyzer(unspacedStops()), false, true, true, lightOf(WITHOUT_SPACES), false, syllables, Set.of());
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

    private record Language(Words words, String script) {}
}
