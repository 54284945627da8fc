package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CodePointTextTest {

    @Property
    void a_cut_is_the_code_points_asked_for(@ForAll("texts") String text, @ForAll int a, @ForAll int b) {
        int[] points = text.codePoints().toArray();
        var cut = new CodePointText(text);
        assertThat(cut.length()).isEqualTo(points.length);
        int x = Math.floorMod(a, points.length + 1);
        int y = Math.floorMod(b, points.length + 1);
        int start = Math.min(x, y);
        int end = Math.max(x, y);
        assertThat(cut.substring(start, end)).isEqualTo(new String(points, start, end - start));
    }

    @Provide
    Arbitrary<String> texts() {
        return UnicodeTexts.longOnes();
    }

    @Test
    void a_cut_beyond_the_text_is_refused() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> new CodePointText("abc").substring(1, 4));
    }
}
