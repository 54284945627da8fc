package palimpsest.evaluation.locomo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocomoFilesTest {

    private static final String CONVERSATION = """
            {"speaker_a": "Ida", "speaker_b": "Bo",
             "session_10_date_time": "no date", "session_10": [{"speaker": "Bo", "dia_id": "D10:1", "text": "Late."}],
             "session_1_date_time": "1:56 pm on 8 May, 2023",
             "session_1": [{"speaker": "Ida", "dia_id": "D1:1", "text": " I bought a kite. "},
                           {"speaker": "Bo", "dia_id": "D1:2", "text": "Look!", "blip_caption": "a red kite"}],
             "qa": [{"question": "What did Ida buy?", "answer": "a kite", "evidence": ["D1:1; D1:2", "D:9"], "category": 4},
                    {"question": "What did Bo sell?", "adversarial_answer": "a kite", "evidence": ["D1:1"], "category": 5},
                    {"question": "Which year?", "answer": 2023, "evidence": [], "category": 2}]}
            """;

    @TempDir
    private Path directory;

    @Test
    void turns_stand_in_the_order_of_their_sessions_with_time_and_picture() throws IOException {
        Files.writeString(directory.resolve("7.json"), CONVERSATION);
        LocomoConversation conversation = LocomoFiles.read(directory).getFirst();
        assertThat(conversation.name()).isEqualTo("7");
        assertThat(conversation.turns()).extracting(LocomoConversation.Turn::id).containsExactly("D1:1", "D1:2", "D10:1");
        assertThat(conversation.turns().getFirst().at()).isEqualTo(LocalDateTime.of(2023, 5, 8, 13, 56));
        assertThat(conversation.turns().get(1).content()).isEqualTo("Look! [shares a picture: a red kite]");
        assertThat(conversation.turns().getLast().at()).isNull();
    }

    @Test
    void evidence_ids_are_split_and_misspelt_ones_left_out() throws IOException {
        Files.writeString(directory.resolve("7.json"), CONVERSATION);
        List<LocomoConversation.Question> questions = LocomoFiles.read(directory.resolve("7.json")).getFirst().questions();
        assertThat(questions.getFirst().evidence()).containsExactly("D1:1", "D1:2");
        assertThat(questions.get(1).answer()).isNull();
        assertThat(questions.getLast().answer()).isEqualTo("2023");
    }

    @Test
    void what_is_no_conversation_is_named() throws IOException {
        assertThatThrownBy(() -> LocomoFiles.read(directory)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no conversation");
        Files.writeString(directory.resolve("bad.json"), "{");
        assertThatThrownBy(() -> LocomoFiles.read(directory)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("bad.json");
        Files.writeString(directory.resolve("bad.json"), "{\"qa\": []}");
        assertThatThrownBy(() -> LocomoFiles.read(directory)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("session_1");
    }
}
