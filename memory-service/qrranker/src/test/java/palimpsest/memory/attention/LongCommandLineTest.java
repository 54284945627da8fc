package palimpsest.memory.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ONNX Runtime 1.29.0 ends the process (SIGSEGV) where the command line is longer than 4,096 bytes, as it is of most applications started by their class path. */
class LongCommandLineTest {

    /** What the other process does. */
    static final class Opened {

        private Opened() {}

        public static void main(String[] arguments) {
            System.out.println(OrtEnvironment.getEnvironment().getVersion());
        }
    }

    private static String place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    @Test
    void the_runtime_starts_under_a_class_path_of_any_length() throws Exception {
        String classes = String.join(File.pathSeparator, place(OrtEnvironment.class), place(Opened.class), "x".repeat(8_000));
        var process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", "-cp", classes, Opened.class.getName())).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
