package palimpsest.runtime.checkpoint;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.BitSet;
import java.util.List;
import palimpsest.memory.note.Note;
import palimpsest.memory.note.NoteBook;
import palimpsest.runtime.context.ContextState;
import palimpsest.runtime.context.WindowMessage;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** A state as JSON, field by field: what is added to the state is in its checkpoints by being there, and changes their version. */
final class CheckpointCodec {

    private final JsonMapper json = JsonMapper.builder()
            .changeDefaultVisibility(visible -> visible.with(JsonAutoDetect.Visibility.NONE).withFieldVisibility(JsonAutoDetect.Visibility.ANY)
                    .withCreatorVisibility(JsonAutoDetect.Visibility.ANY))
            .addMixIn(WindowMessage.class, KindOfMessage.class)
            .addModule(new SimpleModule()
                    .addSerializer(BitSet.class, new BitsOut()).addDeserializer(BitSet.class, new BitsIn())
                    .addSerializer(NoteBook.class, new NotesOut()).addDeserializer(NoteBook.class, new NotesIn()))
            .build();

    /** What the state's classes look like: a checkpoint of another shape is none. */
    String version() {
        return StateShape.VERSION;
    }

    String encode(ContextState state) {
        return json.writeValueAsString(state);
    }

    /** @throws tools.jackson.core.JacksonException when the text is no state of this version */
    ContextState decode(String text) {
        return json.readValue(text, ContextState.class);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(WindowMessage.User.class), @JsonSubTypes.Type(WindowMessage.Nudge.class), @JsonSubTypes.Type(WindowMessage.Notice.class),
            @JsonSubTypes.Type(WindowMessage.Assistant.class), @JsonSubTypes.Type(WindowMessage.Tool.class)})
    private interface KindOfMessage {}

    private static final class BitsOut extends ValueSerializer<BitSet> {
        @Override
        public void serialize(BitSet bits, JsonGenerator out, SerializationContext context) {
            out.writeBinary(bits.toByteArray());
        }
    }

    private static final class BitsIn extends ValueDeserializer<BitSet> {
        @Override
        public BitSet deserialize(JsonParser in, DeserializationContext context) {
            return BitSet.valueOf(in.getBinaryValue());
        }
    }

    private static final class NotesOut extends ValueSerializer<NoteBook> {
        @Override
        public void serialize(NoteBook notes, JsonGenerator out, SerializationContext context) {
            out.writePOJO(notes.all());
        }
    }

    private static final class NotesIn extends ValueDeserializer<NoteBook> {
        @Override
        public NoteBook deserialize(JsonParser in, DeserializationContext context) {
            List<Note> notes = in.readValueAs(new TypeReference<>() {});
            NoteBook book = NoteBook.empty();
            for (Note note : notes) {
                book = book.with(note);
            }
            return book;
        }
    }
}
