package palimpsest.runtime.api;

import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** The schemas of the events that a client hears (docs/api.md, Events): one for each name, told apart by {@code event}. */
public final class EventSchemas {

    /** Any event. */
    static final String EVENT = "Event";

    private static final String COMPONENTS = "#/components/schemas/";
    /** Keys of the data of every recorded event. */
    private static final String RECORDED = "conversation_id:uuid run_id:uuid? seq:integer at:date-time ";
    /** A line for each object: name, then key:type. {@code ?} allows null, {@code []} makes a list, {@code -} before a key allows it to be absent. */
    private static final String OBJECTS = """
            EventDocument id:uuid name:string tokens:integer
            EventCall id:string? name:string? arguments:string?
            EventNote key:string summary:string?
            EventRule id:string content:string
            EventPlace document_id:uuid? start:integer end:integer
            EventFinding dimension:string verdict:string check:string? claim:string? evidence:string? what_to_do:string? place:EventPlace? lookups:EventLookup[]
            EventLookup tool:string arguments:string result:string
            EventMemory id:uuid kind:string text:string standing:string since:date-time? until:date-time? conversation:string title:string? seq:integer \
            speaker:string? at:date-time?
            EventCitation kind:string document:string? document_id:uuid? chunk_id:integer? start:integer end:integer quote:string? -page:integer \
            -conversation:string? -seq:integer? -speaker:string? -at:date-time?
            EventSupport start:integer end:integer claim:boolean supported:boolean citations:integer[]
            EventMetaMemory version:integer rules:EventRule[]
            """;
    private static final String EVENTS = """
            message content:string
            documents added:EventDocument[] removed:uuid[]
            run model:string? language_model:boolean window:integer max_steps:integer
            meta_memory version:integer rules:EventRule[]
            memory query:string? by:string msg_id:integer tokens:integer memories:EventMemory[]
            step step:integer model:string?
            budget request_tokens:integer window:integer available_tokens:integer messages:integer pruned_messages:integer
            tool_call msg_id:integer text:string? calls:EventCall[] ending:string?
            tool_result msg_id:integer invoking_msg_id:integer? tool:string? call_id:string? result:object tokens:integer error:boolean
            verification msg_id:integer? subject:string reaction:string findings:EventFinding[]
            note operation:string key:string summary:string? content:string? -version:integer? -msg_id:integer?
            notes_listed notes:EventNote[]
            note_read key:string version:integer summary:string?
            prune msg_id:integer role:string by:string reason:string? summary:string? tokens_saved:integer tokens_before:integer?
            nudge content:string
            ledger kind:string by:string reason:string? msg_ids:integer[] tokens_before:integer? tokens_after:integer? tokens_saved:integer
            index chunk_size:integer overlap:integer
            scan scan_mode:boolean last_chunk:integer?
            read document_id:uuid chunk_id:integer? start:integer end:integer tokens:integer
            search keywords:string[]
            procedure pack:string court_type:string stage:string? act:string? role:string? violations:string[]
            repair by:string what:string why:string before:any after:any
            cancel
            pause
            paused
            resumed
            continued runtime:string lease:integer
            limits tokens:integer? seconds:integer? spend:number?
            functions names:string[] call_required:boolean one_call_at_a_time:boolean answer_schema:string?
            answer_refused msg_id:integer reason:string
            tool_started call_id:string tool:string
            approval state:string call_id:string reason:string? -tool:string -arguments:string? -expires_at:date-time?
            fallback model:string next:string reason:string?
            usage model:string input_tokens:integer? cached_tokens:integer? output_tokens:integer? cost:number? reasoning_tokens:integer?
            rewound from_step:integer kept_through:integer
            set_aside events:integer[]
            forked from_conversation_id:uuid from_run_id:uuid? through:integer
            answer answer:string citations:EventCitation[] steps:integer document_tokens:integer tokens_read:integer peak_request_tokens:integer \
            total_request_tokens:integer pruned_messages:integer notes:EventNote[] model:string? language_model:boolean found:boolean stopped_by:string? \
            meta_memory:EventMetaMemory? support:EventSupport[]?
            error type:string title:string detail:string? retryable:boolean
            """;
    /** What a model is saying; it is not recorded and has no number. */
    private static final String TOKENS = "run_id:uuid msg_id:integer attempt:integer call:integer? tool:string? offset:integer text:string";

    private EventSchemas() {}

    /** Every schema by the name of its component; {@link #EVENT} is their union. */
    public static SequencedMap<String, Schema<?>> all() {
        var schemas = new LinkedHashMap<String, Schema<?>>();
        OBJECTS.lines().forEach(line -> schemas.put(head(line), object(rest(line))));
        Schema<?> union = new JsonSchema();
        var byName = new Discriminator().propertyName("event");
        EVENTS.lines().forEach(line -> add(schemas, union, byName, head(line), RECORDED + rest(line), true));
        add(schemas, union, byName, "tokens", TOKENS, false);
        schemas.put(EVENT, union.discriminator(byName)
                .description("One event of a stream of server-sent events: its fields id and event, and the JSON that its field data holds."));
        return schemas;
    }

    /** The component that describes the data of the events of a name. */
    public static String dataOf(String event) {
        return camel(event) + "EventData";
    }

    private static void add(Map<String, Schema<?>> schemas, Schema<?> union, Discriminator byName, String event, String keys, boolean numbered) {
        schemas.put(dataOf(event), object(keys));
        Schema<Object> named = new JsonSchema();
        named.setTypes(new LinkedHashSet<>(Set.of("string")));
        named.setEnum(List.of(event));
        Schema<?> whole = typed("object").addProperty("event", named)
                .addProperty("data", reference(dataOf(event)));
        if (numbered) {
            whole.addProperty("id", typed("integer").format("int64"));
            whole.required(List.of("id", "event", "data"));
        } else {
            whole.required(List.of("event", "data"));
        }
        String name = camel(event) + EVENT;
        schemas.put(name, whole);
        union.addOneOfItem(reference(name));
        byName.mapping(event, COMPONENTS + name);
    }

    /** An object of the notation of {@link #OBJECTS}, without its name. */
    static Schema<?> object(String keys) {
        Schema<?> object = typed("object");
        for (String key : keys.isBlank() ? new String[0] : keys.strip().split("\\s+")) {
            boolean optional = key.startsWith("-");
            String[] nameAndType = key.substring(optional ? 1 : 0).split(":");
            object.addProperty(nameAndType[0], schema(nameAndType[1]));
            if (!optional) {
                object.addRequiredItem(nameAndType[0]);
            }
        }
        return object;
    }

    private static Schema<?> schema(String type) {
        if (type.endsWith("?")) {
            Schema<?> there = schema(type.substring(0, type.length() - 1));
            if (there.getTypes() != null) {
                there.setTypes(new LinkedHashSet<>(List.of(there.getTypes().iterator().next(), "null")));
                return there;
            }
            return new JsonSchema().oneOf(List.of(there, typed("null")));
        }
        if (type.endsWith("[]")) {
            return typed("array").items(schema(type.substring(0, type.length() - 2)));
        }
        return switch (type) {
            case "any" -> new JsonSchema();
            case "uuid", "date-time" -> typed("string").format(type);
            case "string", "integer", "number", "boolean", "object" -> typed(type);
            default -> reference(type);
        };
    }

    private static Schema<?> typed(String type) {
        return new JsonSchema().types(new LinkedHashSet<>(Set.of(type)));
    }

    private static Schema<?> reference(String component) {
        return new JsonSchema().$ref(COMPONENTS + component);
    }

    private static String camel(String event) {
        var name = new StringBuilder();
        for (String word : event.split("_")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.toString();
    }

    private static String head(String line) {
        return line.split("\\s", 2)[0];
    }

    private static String rest(String line) {
        return line.contains(" ") ? line.split("\\s", 2)[1] : "";
    }
}
