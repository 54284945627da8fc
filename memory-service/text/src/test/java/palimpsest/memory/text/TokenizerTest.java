package palimpsest.memory.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TokenizerTest {

    private static Tokenizer o200k;
    private static Tokenizer cl100k;
    private static Path json;
    private static HuggingFaceTokenizer bert;

    @BeforeContainer
    static void load() throws IOException {
        o200k = Tokenizers.byId("o200k_base");
        cl100k = Tokenizers.byId("cl100k_base");
        json = Files.createTempFile("tokenizer", ".json");
        try (InputStream in = TokenizerTest.class.getResourceAsStream("/bge-small-en-v1.5-q-tokenizer.json")) {
            Files.write(json, in.readAllBytes());
        }
        bert = (HuggingFaceTokenizer) Tokenizers.byId(json.toString());
    }

    @AfterContainer
    static void close() throws IOException {
        bert.close();
        Files.delete(json);
    }

    @Provide
    Arbitrary<String> texts() {
        return UnicodeTexts.any();
    }

    @Property(tries = 300)
    void byte_pair_tokens_cover_the_text_in_order(@ForAll("texts") String text) {
        for (Tokenizer tokenizer : List.of(o200k, cl100k)) {
            TokenOffsets offsets = tokenizer.tokenize(text);
            assertThat(offsets.size()).isEqualTo(tokenizer.count(text));
            int reached = 0;
            for (int i = 0; i < offsets.size(); i++) {
                assertThat(offsets.start(i)).isEqualTo(reached);
                assertThat(offsets.end(i)).isGreaterThanOrEqualTo(reached);
                reached = offsets.end(i);
            }
            assertThat(reached).isEqualTo(text.codePointCount(0, text.length()));
        }
    }

    @Property(tries = 200)
    void tokens_of_a_model_file_stand_in_order_within_the_text(@ForAll("texts") String text) {
        TokenOffsets offsets = bert.tokenize(text);
        assertThat(offsets.size()).isEqualTo(bert.count(text));
        int reached = 0;
        for (int i = 0; i < offsets.size(); i++) {
            assertThat(offsets.start(i)).isGreaterThanOrEqualTo(reached);
            assertThat(offsets.end(i)).isGreaterThanOrEqualTo(offsets.start(i));
            reached = offsets.end(i);
        }
        assertThat(reached).isLessThanOrEqualTo(text.codePointCount(0, text.length()));
    }

    @Property(tries = 300)
    void whitespace_tokens_are_the_words(@ForAll("texts") String text) {
        var tokenizer = new WhitespaceTokenizer();
        TokenOffsets offsets = tokenizer.tokenize(text);
        var cut = new CodePointText(text);
        List<String> words = IntStream.range(0, offsets.size()).mapToObj(i -> cut.substring(offsets.start(i), offsets.end(i))).toList();
        assertThat(tokenizer.count(text)).isEqualTo(offsets.size());
        assertThat(words).allSatisfy(word -> assertThat(word.codePoints().noneMatch(WhitespaceTokenizer::isSpace)).isTrue())
                .doesNotContain("");
        String withoutSpace = text.codePoints().filter(c -> !WhitespaceTokenizer.isSpace(c)).mapToObj(Character::toString).collect(Collectors.joining());
        assertThat(String.join("", words)).isEqualTo(withoutSpace);
    }

    @Example
    void python_spaces_part_words_and_zero_width_ones_do_not() {
        assertThat(new WhitespaceTokenizer().count("a\u00a0b\u2003c\u001cd\u0085e\u200bf")).isEqualTo(5);
    }

    @Example
    void a_token_within_an_emoji_ends_where_whole_characters_end() {
        TokenOffsets offsets = cl100k.tokenize("a🦩b");
        assertThat(offsets.size()).isGreaterThan(3); // the flamingo is several tokens
        assertThat(offsets.end(0)).isEqualTo(1);
        assertThat(offsets.end(1)).isEqualTo(1);
        assertThat(offsets.end(offsets.size() - 2)).isEqualTo(2);
        assertThat(offsets.end(offsets.size() - 1)).isEqualTo(3);
    }

    @Example
    void offsets_of_a_model_file_count_code_points() {
        String text = "😀 hello 😀 world";
        TokenOffsets offsets = bert.tokenize(text);
        var cut = new CodePointText(text);
        List<String> tokens = IntStream.range(0, offsets.size()).mapToObj(i -> cut.substring(offsets.start(i), offsets.end(i))).toList();
        assertThat(tokens).contains("hello", "world");
    }

    @Example
    void a_long_text_has_the_tokens_that_it_has_as_a_whole() {
        String text = longText(300_000);
        Encoding whole = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        assertThat(o200k.count(text)).isEqualTo(whole.countTokensOrdinary(text));
        Encoding older = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
        assertThat(cl100k.count(text)).isEqualTo(older.countTokensOrdinary(text));
    }

    @Example
    void two_million_tokens_take_seconds() {
        String text = longText(9_000_000);
        long start = System.nanoTime();
        TokenOffsets offsets = o200k.tokenize(text);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("tokenised " + offsets.size() + " tokens in " + taken.toMillis() + " ms");
        assertThat(offsets.size()).isGreaterThan(1_500_000);
        assertThat(taken).isLessThan(Duration.ofSeconds(40)); // about 4 s on a free machine
    }

    @Example
    void one_endless_line_is_no_trouble() {
        for (String unit : List.of("a", "7", "漢", "😀", " ", "=", "ab1-", "\n")) {
            String text = unit.repeat(400_000 / unit.length());
            TokenOffsets offsets = o200k.tokenize(text);
            assertThat(offsets.end(offsets.size() - 1)).isEqualTo(text.codePointCount(0, text.length()));
        }
    }

    @Example
    void a_run_of_letters_or_signs_is_encoded_in_short_pieces_that_tell_nearly_as_many_tokens() {
        Encoding whole = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        for (String text : List.of(letters(0x4e00, 3000), letters('a', 26), letters(0x430, 32), "=".repeat(20_000), " ".repeat(20_000), "e\u0301".repeat(10_000))) {
            for (int from = 0; from < text.length(); ) {
                int to = JtokkitTokenizer.pieceEnd(text, from);
                assertThat(to - from).isBetween(1, 256);
                from = to;
            }
            int exact = whole.countTokensOrdinary(text);
            assertThat(o200k.count(text)).isBetween(exact, exact + text.length() / 64);
        }
    }

    @Example
    void words_and_lines_around_a_long_run_have_the_tokens_that_they_have_without_it() {
        String sentence = "The depot's key hangs in bay 7.\n";
        assertThat(o200k.count(sentence.repeat(9) + letters('a', 26) + "\n" + sentence.repeat(9)))
                .isBetween(o200k.count(sentence) * 18 + 9_000, o200k.count(sentence) * 18 + 11_500);
        assertThat(JtokkitTokenizer.pieceEnd(sentence.repeat(9) + "x".repeat(256) + " " + "7".repeat(5000), 0)).isEqualTo(32 * 9 + 256 + 1 + 5000);
    }

    private static String letters(int first, int different) {
        return new java.util.Random(11).ints(20_000, first, first + different).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Example
    void lone_surrogates_are_counted_not_fatal() {
        TokenOffsets offsets = o200k.tokenize("a\ud83dz\udc00");
        assertThat(offsets.end(offsets.size() - 1)).isEqualTo(4);
    }

    @Example
    void text_that_looks_like_a_special_token_is_text() {
        assertThat(o200k.count("<|endoftext|>")).isGreaterThan(1);
    }

    @Example
    void an_unknown_name_is_refused_with_the_known_ones() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tokenizers.byId("gpt5"))
                .withMessageContaining("o200k_base").withMessageContaining("whitespace");
    }

    private static String longText(int characters) {
        String[] vocabulary = ("the memory of a river runs under every bridge; Anna said: \"don't\" and 1984 went by, 漢字 café 😀 "
                + "internationalization of\n\nsmall things\n# Heading\n/path/to\n  indented\tline\r\n").split("(?<= )");
        var random = new java.util.Random(7);
        var text = new StringBuilder(characters + 50);
        while (text.length() < characters) {
            text.append(vocabulary[random.nextInt(vocabulary.length)]);
        }
        return text.toString();
    }
}
