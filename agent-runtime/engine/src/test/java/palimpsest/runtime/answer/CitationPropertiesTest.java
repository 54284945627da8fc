package palimpsest.runtime.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CitationPropertiesTest {

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    private final CitationResolver resolver = new CitationResolver();

    @Property(tries = 300)
    void a_verbatim_quote_is_located_and_equals_the_text(@ForAll("texts") String text, @ForAll @IntRange(max = 10_000) int at,
            @ForAll @IntRange(min = 12, max = 60) int length, @ForAll @IntRange(max = 500) int start) {
        int[] codePoints = text.codePoints().toArray();
        Assume.that(codePoints.length > length);
        int from = at % (codePoints.length - length);
        String quote = new String(codePoints, from, length);
        Assume.that(quote.codePoints().filter(Character::isLetterOrDigit).count() >= 6 && quote.strip().length() >= 12);

        List<Citation> citations = resolver.resolve("The text says: \"" + quote + "\" [chunk 3]", List.of(new ReadSpan(ID, "doc", 3, start, text)));

        assertThat(citations).anySatisfy(citation -> assertThat(citation.quote()).contains(quote.strip()));
        assertThat(citations).allSatisfy(citation -> equalsTheText(citation, codePoints, start));
    }

    @Property(tries = 300)
    void every_citation_of_any_answer_equals_the_text(@ForAll("texts") String text, @ForAll("texts") String noise, @ForAll @IntRange(max = 500) int start,
            @ForAll Random random) {
        String answer = text.codePoints().filter(codePoint -> random.nextInt(10) > 0).collect(StringBuilder::new, StringBuilder::appendCodePoint,
                StringBuilder::append).append(noise).toString();
        int[] codePoints = text.codePoints().toArray();

        List<Citation> citations = resolver.resolve(noise, answer, List.of(new ReadSpan(ID, "doc", null, start, text)));

        assertThat(citations).hasSizeLessThanOrEqualTo(CitationResolver.MOST_CITATIONS).allSatisfy(citation -> equalsTheText(citation, codePoints, start));
    }

    private static void equalsTheText(Citation citation, int[] codePoints, int start) {
        assertThat(new String(codePoints, citation.start() - start, citation.end() - citation.start())).isEqualTo(citation.quote());
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> piece = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.of("harbour", "keeper", "Amber", "lighthouse", "ridge", "painted", "1911", "Straße", "İstanbul", "灯塔看守人", "né")),
                net.jqwik.api.Tuple.of(3, Arbitraries.of(". ", "\n", "\n\n", "! ", "? ", ", ", ": ", "… ", "> ", "# ")),
                net.jqwik.api.Tuple.of(2, Arbitraries.of("🌊", "👩‍🚒", "\"", "“", "”", "'", "’", "«", "»", "*", "_", "\u00A0", "\u200B", "ß", "ﬁ")),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().all().ofMaxLength(6).map(CitationPropertiesTest::withoutLoneSurrogates)));
        return piece.list().ofMinSize(1).ofMaxSize(60).map(pieces -> pieces.stream().collect(Collectors.joining(" ")));
    }

    private static String withoutLoneSurrogates(String text) {
        return text.codePoints().filter(codePoint -> codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
