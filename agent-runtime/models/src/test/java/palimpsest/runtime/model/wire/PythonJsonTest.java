package palimpsest.runtime.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PythonJsonTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void separates_with_a_space_and_keeps_the_order_of_keys() {
        var map = new LinkedHashMap<String, Object>();
        map.put("z", 1);
        map.put("a", Arrays.asList(true, null, "x", Map.of()));
        map.put("empty", List.of());
        assertThat(PythonJson.write(map)).isEqualTo("{\"z\": 1, \"a\": [true, null, \"x\", {}], \"empty\": []}");
    }

    @Test
    void escapes_what_python_escapes_and_nothing_else() {
        assertThat(PythonJson.write("a\"b\\c/d\b\f\n\r\t\u0000\u001f\u007f\u2028é漢🙂"))
                .isEqualTo("\"a\\\"b\\\\c/d\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u2028é漢🙂\"");
    }

    @ParameterizedTest
    @CsvSource({"1e-5,1e-05", "0.0001,0.0001", "1e16,1e+16", "1e15,1000000000000000.0", "123456789012345680,1.2345678901234568e+17",
            "0.1,0.1", "12,12.0", "-0.0,-0.0", "0,0.0", "4.9E-324,5e-324", "2e23,2e+23", "1.7976931348623157E308,1.7976931348623157e+308",
            "-3.5e-10,-3.5e-10", "100,100.0", "1e22,1e+22", "9007199254740993,9007199254740992.0", "NaN,NaN", "-Infinity,-Infinity"})
    void writes_floats_as_python_repr(double value, String expected) {
        assertThat(PythonJson.write(value)).isEqualTo(expected);
    }

    @Test
    void keeps_integers_exact_and_writes_short_floats_by_their_own_digits() {
        assertThat(PythonJson.write(List.of(Long.MIN_VALUE, new BigInteger("123456789012345678901234567890"), 0.1f)))
                .isEqualTo("[-9223372036854775808, 123456789012345678901234567890, 0.1]");
    }

    @Test
    void writes_a_jackson_tree_like_the_maps_that_it_stands_for() {
        String text = "{\"b\": [1, 2.5, \"x\", null, false], \"a\": {\"n\": 1e-05}}";
        assertThat(PythonJson.write(JSON.readTree(text))).isEqualTo(text);
    }

    @Test
    void refuses_what_json_has_no_form_for() {
        assertThatThrownBy(() -> PythonJson.write(List.of(new Object()))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> PythonJson.write(Map.of(1, "x"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text as keys");
    }

    @Property(tries = 500)
    void parsing_what_was_written_gives_the_value_back(@ForAll("values") Object value) {
        assertThat(JSON.readValue(PythonJson.write(value), Object.class)).isEqualTo(value);
    }

    @Test
    void agrees_with_python_to_the_byte(@TempDir Path directory) throws Exception {
        assumeTrue(pythonIsHere(), "python3 is not on this machine");
        var values = new ArrayList<Object>();
        var random = new Random(20260301);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                values.add(value);
            }
            values.add(random.nextInt(100_000) / 1000.0);
            values.add((double) random.nextLong());
        }
        for (int exponent = -1074; exponent <= 1023; exponent++) {
            values.add(Math.scalb(1.0, exponent));
        }
        for (int exponent = -323; exponent <= 308; exponent++) {
            for (int digit = 1; digit <= 9; digit++) {
                double value = Double.parseDouble(digit + "e" + exponent);
                if (Double.isFinite(value)) {
                    values.add(value);
                }
            }
        }
        for (long bits = 1; bits < 200; bits++) {
            values.add(Double.longBitsToDouble(bits));
        }
        for (char c = 0; c < 0xD800; c += c < 0x300 ? 1 : 97) {
            values.add("<" + c + ">");
        }
        values.add(List.of(Map.of("k", List.of(1, "two", Map.of())), "🙂\uFFFF", new BigInteger("9".repeat(60))));

        // Python reads JSON with every character escaped and every float in Java's digits, and writes it in its own way.
        Path in = Files.writeString(directory.resolve("in.json"), JSON.writeValueAsString(values));
        Path out = directory.resolve("out.json");
        run("import json,sys\nv=json.load(open(sys.argv[1],encoding='utf-8'))\n"
                + "open(sys.argv[2],'w',encoding='utf-8',newline='').write('\\n'.join(json.dumps(x,ensure_ascii=False) for x in v))",
                in, out);
        List<String> expected = List.of(Files.readString(out).split("\n", -1));
        assertThat(expected).hasSize(values.size());
        for (int i = 0; i < values.size(); i++) {
            // One at a time, or a failure would print tens of thousands of values.
            assertThat(PythonJson.write(values.get(i))).isEqualTo(expected.get(i));
        }
    }

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings().all().excludeChars(surrogates()).ofMaxLength(12).map(Object.class::cast),
                Arbitraries.integers().map(Object.class::cast),
                Arbitraries.doubles().map(Object.class::cast),
                Arbitraries.of(true, false).map(Object.class::cast));
        return Arbitraries.recursive(() -> scalars, inner -> Arbitraries.oneOf(
                inner.list().ofMaxSize(4).map(Object.class::cast),
                Arbitraries.maps(Arbitraries.strings().ascii().ofMaxLength(6), inner).ofMaxSize(4).map(Object.class::cast)), 0, 3);
    }

    private static char[] surrogates() {
        var chars = new char[0xE000 - 0xD800];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) (0xD800 + i);
        }
        return chars;
    }

    private static boolean pythonIsHere() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version").redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static void run(String script, Path in, Path out) throws Exception {
        Process python = new ProcessBuilder("python3", "-c", script, in.toString(), out.toString()).redirectErrorStream(true).start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(python.exitValue()).as(said).isZero();
    }
}
