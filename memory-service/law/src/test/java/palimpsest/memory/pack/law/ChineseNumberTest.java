package palimpsest.memory.pack.law;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChineseNumberTest {

    @Property
    void what_is_written_is_read_back(@ForAll @IntRange(min = 0, max = 9_999) int number) {
        assertThat(ChineseNumber.parse(ChineseNumber.write(number))).isEqualTo(number);
    }

    @Test
    void numbers_are_written_as_laws_write_them() {
        assertThat(ChineseNumber.write(264)).isEqualTo("二百六十四");
        assertThat(ChineseNumber.write(110)).isEqualTo("一百一十");
        assertThat(ChineseNumber.write(1079)).isEqualTo("一千零七十九");
        assertThat(ChineseNumber.write(12)).isEqualTo("十二");
        assertThat(ChineseNumber.parse("二〇")).isEqualTo(20);
        assertThat(ChineseNumber.parse("264")).isEqualTo(264);
    }
}
