package palimpsest.runtime.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/**
 * Pictures of the page in docs/pictures: {@code -Dpictures.refresh} takes them anew, otherwise what is seen is compared with them. Fonts, times and
 * ids differ between machines, so blocks of the picture are compared by their mean colour, and a few may differ.
 */
final class Pictures {

    private static final int BLOCK = 20;
    /** Of 255, mean of the three colours. */
    private static final int ALIKE = 28;
    private static final double MAY_DIFFER = 0.15;

    private Pictures() {}

    static void see(String name, byte[] png) throws IOException {
        Path folder = folder();
        Path known = folder.resolve(name + ".png");
        if (System.getProperty("pictures.refresh") != null) {
            Files.createDirectories(folder);
            Files.write(known, png);
            return;
        }
        assertThat(known).as("take the pictures with -Dpictures.refresh").exists();
        double different = difference(ImageIO.read(known.toFile()), ImageIO.read(new ByteArrayInputStream(png)));
        if (different > MAY_DIFFER) {
            Path seen = Files.createDirectories(Path.of("target", "pictures")).resolve(name + ".png").toAbsolutePath();
            Files.write(seen, png);
            assertThat(different).as("share of %s that looks otherwise than %s; if it is meant to, take it anew with -Dpictures.refresh", seen, known)
                    .isLessThanOrEqualTo(MAY_DIFFER);
        }
    }

    /** Share of blocks whose mean colours differ; 1 for pictures of different sizes. */
    static double difference(BufferedImage one, BufferedImage other) {
        if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
            return 1;
        }
        int different = 0;
        int blocks = 0;
        for (int y = 0; y < one.getHeight(); y += BLOCK) {
            for (int x = 0; x < one.getWidth(); x += BLOCK) {
                int[] a = mean(one, x, y);
                int[] b = mean(other, x, y);
                blocks++;
                if (Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]) > 3 * ALIKE) {
                    different++;
                }
            }
        }
        return (double) different / blocks;
    }

    private static int[] mean(BufferedImage image, int left, int top) {
        int[] sum = new int[3];
        int pixels = 0;
        for (int y = top; y < Math.min(top + BLOCK, image.getHeight()); y++) {
            for (int x = left; x < Math.min(left + BLOCK, image.getWidth()); x++) {
                int colour = image.getRGB(x, y);
                sum[0] += colour >> 16 & 255;
                sum[1] += colour >> 8 & 255;
                sum[2] += colour & 255;
                pixels++;
            }
        }
        return new int[] {sum[0] / pixels, sum[1] / pixels, sum[2] / pixels};
    }

    private static Path folder() {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.isDirectory(root.resolve("web-ui"))) {
            root = root.getParent();
        }
        Assumptions.assumeTrue(root != null, "The sources are not here");
        return root.resolve("docs").resolve("pictures");
    }
}
