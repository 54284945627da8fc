package palimpsest.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** The jar that the build made. */
class ExecutableJarIT {

    private static final Path JAR = Path.of("target/palimpsest-exec.jar");
    private static final int MOST_BYTES = 225_000_000;

    @Test
    void it_holds_native_code_of_this_platform_alone_and_no_debugging_symbols() throws IOException {
        assumeThat(JAR).as("packaged before").isRegularFile();
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch")).as("a platform that is told apart").isIn("Linux amd64", "Linux aarch64");
        boolean intel = System.getProperty("os.arch").equals("amd64");
        try (var jar = new JarFile(JAR.toFile())) {
            assertThat(folders(jar, "onnxruntime-", "ai/onnxruntime/native/")).containsExactly(intel ? "linux-x64" : "linux-aarch64");
            assertThat(folders(jar, "tokenizers-", "native/lib/")).containsExactly(intel ? "linux-x86_64" : "linux-aarch64");
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".jar"))).allSatisfy(entry -> assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED));
            assertThat(jar.stream().map(ZipEntry::getName)).doesNotHaveDuplicates();
        }
        assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
    }

    /** Names of the folders with native code in a jar within the jar. */
    private static Set<String> folders(JarFile jar, String name, String root) throws IOException {
        var folders = new TreeSet<String>();
        ZipEntry nested = jar.stream().filter(entry -> entry.getName().startsWith("BOOT-INF/lib/" + name)).findFirst().orElseThrow();
        try (var entries = new ZipInputStream(jar.getInputStream(nested))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String inside = entry.getName().startsWith(root) ? entry.getName().substring(root.length()) : "";
                if (!entry.isDirectory() && inside.indexOf('/') > 0) {
                    folders.add(inside.substring(0, inside.indexOf('/')));
                }
                assertThat(entry.getName()).doesNotEndWith(".pdb");
            }
        }
        return folders;
    }
}
