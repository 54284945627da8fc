package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TokenOffsetsTest {

    @Property
    void decoding_gives_what_was_encoded(@ForAll("offsets") TokenOffsets offsets) {
        assertThat(TokenOffsets.decode(offsets.encode())).isEqualTo(offsets);
    }

    @Property
    void the_first_token_at_a_place_is_found(@ForAll("offsets") TokenOffsets offsets, @ForAll int seed) {
        int place = Math.floorMod(seed, 400);
        int expected = 0;
        while (expected < offsets.size() && offsets.start(expected) < place) {
            expected++;
        }
        assertThat(offsets.firstStartingAt(place)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<TokenOffsets> offsets() {
        Arbitrary<int[]> steps = Combinators.combine(Arbitraries.integers().between(0, 3), Arbitraries.integers().between(0, 200))
                .as((gap, length) -> new int[] {gap, length});
        return Combinators.combine(steps.list().ofMaxSize(60), Arbitraries.of(true, false)).as(TokenOffsetsTest::build);
    }

    private static TokenOffsets build(List<int[]> steps, boolean gaps) {
        int[] starts = new int[steps.size()];
        int[] ends = new int[steps.size()];
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at + (gaps ? steps.get(i)[0] : 0);
            ends[i] = starts[i] + steps.get(i)[1];
            at = ends[i];
        }
        return TokenOffsets.of(starts, ends);
    }

    @Test
    void adjacent_tokens_take_a_byte_each() {
        int[] starts = new int[1000];
        int[] ends = new int[1000];
        for (int i = 0; i < 1000; i++) {
            starts[i] = i * 5;
            ends[i] = i * 5 + 5;
        }
        assertThat(TokenOffsets.of(starts, ends).encode()).hasSizeLessThan(1010);
    }

    @Test
    void overlapping_spans_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenOffsets.of(new int[] {0, 2}, new int[] {3, 4}));
    }

    @Test
    void broken_bytes_are_refused() {
        byte[] whole = TokenOffsets.of(new int[] {0, 7}, new int[] {3, 900}).encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> TokenOffsets.decode(cut));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> TokenOffsets.decode(new byte[] {9, 0}));
    }
}
