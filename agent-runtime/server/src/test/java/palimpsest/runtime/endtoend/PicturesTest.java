package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PicturesTest {

    private static BufferedImage page(int boxes, String text) {
        var image = new BufferedImage(800, 600, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 800, 600);
        pen.setColor(Color.DARK_GRAY);
        for (int i = 0; i < boxes; i++) {
            pen.fillRect(40, 40 + 120 * i, 600, 80);
        }
        pen.drawString(text, 660, 60);
        pen.dispose();
        return image;
    }

    @Test
    void other_words_are_alike_and_another_layout_is_not() {
        assertThat(Pictures.difference(page(3, "11:56 AM"), page(3, "3:14 PM"))).isLessThan(0.01);
        assertThat(Pictures.difference(page(3, "a"), page(4, "a"))).isGreaterThan(0.05);
        assertThat(Pictures.difference(page(3, "a"), new BufferedImage(800, 601, BufferedImage.TYPE_INT_RGB))).isEqualTo(1);
    }
}
