package palimpsest.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import palimpsest.memory.note.NoteAddress;
import palimpsest.memory.note.NoteChangedException;
import palimpsest.memory.note.NoteScope;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunEvent.RunFinished;

class ChangedNoteTest {

    @Test
    void a_note_that_someone_wrote_between_the_call_and_its_record_is_an_error_for_the_model_and_the_run_goes_on() {
        var scene = new LoopScene().attach("a.txt", "text").ask("What does it cost?");
        scene.log.failAppend(3, false, () -> new NoteChangedException(new NoteAddress(NoteScope.AGENT, "prices"), 1, 2));
        scene.run(new TalkingModel(TalkingModel.call("note", "{\"key\": \"prices\", \"summary\": \"s\", \"content\": \"c\"}"),
                TalkingModel.finish("2.10")));
        assertThat(scene.events(ToolAnswered.class).getFirst().result().get("error").toString()).contains("agent/prices is at version 2", "read it again");
        assertThat(scene.state().notes().size()).isZero();
        assertThat(scene.last(RunFinished.class).result().answer()).isEqualTo("2.10");
    }
}
