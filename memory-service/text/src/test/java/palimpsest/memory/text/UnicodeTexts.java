package palimpsest.memory.text;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts with what usually breaks offsets: emoji, joined emoji, combining marks, CJK, odd spaces, line ends, words. */
public final class UnicodeTexts {

    private UnicodeTexts() {}

    public static Arbitrary<String> any() {
        Arbitrary<String> odd = Arbitraries.of("😀", "👩‍👩‍👧", "🇩🇪", "é", "e\u0301", "漢字", "かな", "한글", "𝔘", "\u00a0", "\u2028", "\u3000",
                "\u0085", "\r\n", "\n", "\n\n", "  ", "\t", "ﬁ", "ß", "İ", "\u200d", "עברית", "नमस्ते", "'s", "don't", "Anna: hi!", "3.14", "1000000", "\uFFFD");
        Arbitrary<String> words = Arbitraries.of("the", " quick", " brown", " fox", ".", ". ", " The", "!", "? ", " memory", " of", " a", " river");
        Arbitrary<String> points = Arbitraries.integers().between(1, Character.MAX_CODE_POINT)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE).map(Character::toString);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, odd), net.jqwik.api.Tuple.of(5, words), net.jqwik.api.Tuple.of(2, points))
                .list().ofMaxSize(120).map(List::stream).map(s -> s.collect(java.util.stream.Collectors.joining()));
    }

    /** Texts of many passages. */
    public static Arbitrary<String> longOnes() {
        return any().list().ofMinSize(1).ofMaxSize(6).flatMap(parts ->
                Arbitraries.integers().between(1, 12).map(times -> String.join("\n", parts).repeat(times)));
    }
}
