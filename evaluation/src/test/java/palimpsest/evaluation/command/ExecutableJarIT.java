package palimpsest.evaluation.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that the build made. */
class ExecutableJarIT {

    private static final Path JAR = Path.of("target/palimpsest-exec.jar");
    private static final Pattern LIBRARY_OF_WORDS = Pattern.compile("BOOT-INF/lib/(icu4j|lucene|palimpsest-text|jtokkit|slf4j|tokenizers|api)-.*");
    private static final int MOST_BYTES = 215_000_000;

    @TempDir
    private Path folder;

    @Test
    void it_holds_native_code_of_this_platform_alone_and_no_debugging_symbols() throws IOException {
        assumeThat(JAR).as("packaged before").isRegularFile();
        assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch")).as("a platform that is told apart").isIn("Linux amd64", "Linux aarch64");
        boolean intel = System.getProperty("os.arch").equals("amd64");
        try (var jar = new JarFile(JAR.toFile())) {
            assertThat(folders(jar, "onnxruntime-", "ai/onnxruntime/native/")).containsExactly(intel ? "linux-x64" : "linux-aarch64");
            assertThat(folders(jar, "tokenizers-", "native/lib/")).containsExactly(intel ? "linux-x86_64" : "linux-aarch64");
            assertThat(folders(jar, "jna-", "com/sun/jna/")).filteredOn(folder -> folder.contains("-")).containsExactly(intel ? "linux-x86-64" : "linux-aarch64");
            assertThat(jar.stream().filter(entry -> entry.getName().endsWith(".jar"))).allSatisfy(entry -> assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED));
            assertThat(jar.stream().map(ZipEntry::getName)).doesNotHaveDuplicates();
        }
        assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "这家书店在上海市中心的一条老街上，每天早上九点开门。", "臺灣的圖書館星期一不開放。", "東京の図書館で古い地図を借りました。ｶﾞｲﾄﾞ",
        "서울에서 부산까지 기차로 갔습니다", "ห้องสมุดแห่งนี้เปิดทุกวันยกเว้นวันจันทร์", "ຫໍສະໝຸດເປີດທຸກມື້ຍົກເວັ້ນວັນຈັນ", "បណ្ណាល័យបើករាល់ថ្ងៃលើកលែងតែថ្ងៃច័ន្ទ",
        "စာကြည့်တိုက်ကိုတနင်္လာနေ့မှလွဲ၍နေ့တိုင်းဖွင့်သည်", "المكتبة مفتوحة كل يوم ما عدا الاثنين", "הספרייה פתוחה בכל יום", "पुस्तकालय सोमवार को छोड़कर हर दिन खुला रहता है",
        "Η βιβλιοθήκη είναι ανοιχτή", "Библиотека открыта ежедневно", "Die Straße zur İstanbul-Bibliothek, ﬁnde Nº ½ ＡＢＣ e\u0301"})
    void words_of_every_script_are_cut_and_folded_as_with_all_of_icu(String text) throws Exception {
        assumeThat(JAR).as("packaged before").isRegularFile();
        Locale before = Locale.getDefault();
        try (var packaged = new URLClassLoader(packagedLibraries(), ClassLoader.getPlatformClassLoader())) {
            for (String tag : List.of("en-US", "tr-TR", "zh-Hant-TW", "th-TH-u-ca-buddhist-nu-thai")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                assertThat(wordsBy(packaged, text)).as(tag).isEqualTo(wordsBy(getClass().getClassLoader(), text));
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Words of a text, its runs without spaces as dictionaries cut them, and its folded form, by the classes of one loader. */
    private static String wordsBy(ClassLoader loader, String text) throws ReflectiveOperationException {
        Object languages = loader.loadClass("palimpsest.memory.language.Languages").getConstructor().newInstance();
        Object words = languages.getClass().getMethod("of", String.class).invoke(languages, text);
        Object cut = loader.loadClass("palimpsest.memory.text.UnspacedWords").getMethod("of", String.class).invoke(null, text);
        Object normalizer = loader.loadClass("com.ibm.icu.text.Normalizer2").getMethod("getNFKCCasefoldInstance").invoke(null);
        Object folded = loader.loadClass("com.ibm.icu.text.Normalizer2").getMethod("normalize", CharSequence.class).invoke(normalizer, text);
        return words.getClass().getMethod("of", String.class).invoke(words, text) + " " + cut + " " + folded;
    }

    /** The jars within the jar that cut words, out of it. */
    private URL[] packagedLibraries() throws IOException {
        var urls = new ArrayList<URL>();
        try (var jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream().filter(entry -> LIBRARY_OF_WORDS.matcher(entry.getName()).matches())::iterator) {
                Path file = folder.resolve(Path.of(entry.getName()).getFileName());
                Files.copy(jar.getInputStream(entry), file, StandardCopyOption.REPLACE_EXISTING);
                urls.add(file.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
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
