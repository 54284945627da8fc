package palimpsest.evaluation.squad;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SquadFileTest {

    /** Two paragraphs; in the first an emoji stands before the answer, and one answer leaves its paragraph. */
    private static final String TWO = """
            {"data": [{"title": "Tall_towers", "paragraphs": [
              {"context": "A \uD83D\uDD6F lantern hangs in Ansel.", "qas": [
                {"question": " Where? ", "answers": [{"text": " Ansel", "answer_start": 20}]},
                {"question": "Who?", "answers": [{"text": "Orla Finch", "answer_start": 30}]}]},
              {"context": "The tower is 41 m high.", "qas": [{"question": "How high?", "answers": [{"text": "41 m", "answer_start": 13}]}]}]}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void places_count_code_points_of_the_whole_article_and_answers_that_stand_nowhere_are_left_out() throws IOException {
        SquadArticle article = SquadFile.read(Files.writeString(folder.resolve("towers.json"), TWO)).getFirst().articles().getFirst();
        String text = article.text();
        assertThat(article.answered()).extracting(SquadArticle.Question::text).containsExactly("Where?", "How high?");
        assertThat(article.answered()).allSatisfy(question -> {
            SquadArticle.Answer answer = question.answers().getFirst();
            assertThat(text.substring(text.offsetByCodePoints(0, answer.start()), text.offsetByCodePoints(0, answer.end()))).isEqualTo(answer.text());
        });
        assertThat(article.paragraphs().getLast().start()).isEqualTo(text.codePointCount(0, text.indexOf("The tower")));
    }

    @Test
    void a_folder_is_read_by_name_and_a_file_of_another_format_is_named_or_passed_over() throws IOException {
        Files.writeString(folder.resolve("b.json"), TWO);
        Files.writeString(folder.resolve("a.json"), TWO);
        assertThat(SquadFile.read(folder)).extracting(SquadFile::name).containsExactly("a", "b");

        Files.writeString(folder.resolve("rows.json"), "{\"rows\": []}");
        assertThatIllegalArgumentException().isThrownBy(() -> SquadFile.read(folder)).withMessageContaining("rows.json");
        assertThat(SquadFile.among(folder)).extracting(SquadFile::name).containsExactly("a", "b");
        assertThat(SquadFile.among(folder.resolve("b.json"))).as("a single file").extracting(SquadFile::name).containsExactly("b");
        assertThat(SquadFile.among(folder.resolve("none"))).isEmpty();
    }
}
