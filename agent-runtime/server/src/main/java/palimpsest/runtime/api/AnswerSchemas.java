package palimpsest.runtime.api;

import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The schemas of answers whose controllers return maps (docs/api.md), and which operation gives which. */
final class AnswerSchemas {

    /** In the notation of {@link EventSchemas}. */
    private static final String OBJECTS = """
            AskedView run_id:uuid conversation_id:uuid event_id:integer
            WindowCallFunction name:string arguments:string
            WindowCall id:string type:string function:WindowCallFunction
            WindowLine msg_id:integer? seq:integer? pruned:boolean tokens:integer role:string -content:string? -tool_calls:WindowCall[] -tool_call_id:string
            Window at:integer window:integer request_tokens:integer available_tokens:integer messages:WindowLine[] notes:EventNote[] documents:EventDocument[]
            EventPage events:Event[] before:integer?
            HistoryMessage seq:integer at:date-time role:string -msg_id:integer -content:string? -calls:EventCall[] -ending:string? -invoking_msg_id:integer? \
            -tool:string? -call_id:string? -pruned:boolean -pruned_by:string? -folded:boolean -tokens:integer -answer:string -title:string -detail:string? \
            -citations:EventCitation[] -steps:integer -document_tokens:integer -tokens_read:integer -peak_request_tokens:integer -total_request_tokens:integer \
            -pruned_messages:integer -notes:EventNote[] -model:string? -language_model:boolean -found:boolean -stopped_by:string? -meta_memory:EventMetaMemory? \
            -support:EventSupport[]? -type:string -retryable:boolean
            LedgerEntry seq:integer at:date-time run_id:uuid? kind:string by:string reason:string? msg_ids:integer[] tokens_before:integer? tokens_after:integer? \
            tokens_saved:integer? undoable:boolean
            Feedback id:uuid run_id:uuid source:string verdict:string comment:string? question:string answer:string? right_answer:string? task:string? \
            teaches:boolean created_at:date-time
            Imported id:uuid agent_id:uuid agent:string events:integer missing_documents:ImportedDocument[] repairs:ImportedRepair[]
            ImportedDocument name:string sha256:string
            ImportedRepair what:string why:string before:any after:any
            LastingNote key:string version:integer summary:string? content:string? deleted:boolean author:string conversation_id:uuid? event_id:integer? \
            msg_id:integer? run_id:uuid? at:date-time
            PairedTest cases:integer right_before:integer right_after:integer gained:integer lost:integer p_value:number
            MetaMemoryVersion version:integer origin:string rules:EventRule[] operations:any held_out:PairedTest? restores:integer? evolution_id:uuid? created_at:date-time?
            EvolutionProgress cases:integer batches:integer batches_done:integer rollouts:integer judgements:integer summaries:integer proposals:integer \
            consolidations:integer
            EvolutionCost calls:integer input_tokens:integer output_tokens:integer
            EvolutionBatch fold:integer? epoch:integer batch:integer questions:any mixed:any consolidated:any operations:any skipped:any rules:any held_out:PairedTest? \
            accepted:boolean version:integer? reason:string?
            EvolutionScore task:string test:PairedTest
            Evolution id:uuid status:string problem:string? base_version:integer settings:object progress:EvolutionProgress cost:EvolutionCost version:integer? \
            rules:EventRule[]? batches:EvolutionBatch[]? evaluation:EvolutionScore[]? overall:PairedTest? created_at:date-time finished_at:date-time?
            HearingAct id:string title:string required:boolean done:boolean
            HearingStage id:string title:string current:boolean complete:boolean acts:HearingAct[]
            HearingBreach act:string violations:string[]
            Hearing court_type:string pack:string stage:string? done:string[] -title:string -complete:boolean -stages:HearingStage[] -missing:string[] -open:string[] \
            -next:string breaches:HearingBreach[]
            Procedure pack:string? hearings:Hearing[]
            """;

    private static final String ANSWERS = """
            GET /api/conversations/{id}/window 200 Window
            GET /api/conversations/{id}/events/page 200 EventPage
            GET /api/conversations/{id}/messages 200 HistoryMessage[]
            GET /api/conversations/{id}/ledger 200 LedgerEntry[]
            POST /api/conversations/{id}/ledger/{seq}/undo 200 LedgerEntry
            GET /api/conversations/{id}/feedback 200 Feedback[]
            POST /api/conversations/{id}/feedback 201 Feedback
            GET /api/conversations/{id}/procedure 200 Procedure
            POST /api/conversations/import 201 Imported
            GET /api/meta-memory 200 MetaMemoryVersion
            PUT /api/meta-memory 200 MetaMemoryVersion
            GET /api/meta-memory/versions 200 MetaMemoryVersion[]
            GET /api/meta-memory/versions/{number} 200 MetaMemoryVersion
            POST /api/meta-memory/versions/{number}/rollback 200 MetaMemoryVersion
            GET /api/meta-memory/evolutions 200 Evolution[]
            POST /api/meta-memory/evolutions 202 Evolution
            GET /api/meta-memory/evolutions/{id} 200 Evolution
            POST /api/meta-memory/evolutions/{id}/resume 202 Evolution
            GET /api/notes/{scope}/{owner} 200 LastingNote[]
            GET /api/notes/{scope}/{owner}/versions 200 LastingNote[]
            GET /api/notes/{scope}/{owner}/note 200 LastingNote
            PUT /api/notes/{scope}/{owner}/note 200 LastingNote
            POST /api/notes/{scope}/{owner}/restore 200 LastingNote
            """;

    private AnswerSchemas() {}

    /** What an operation gives when it succeeds. */
    record DescribedAnswer(String status, String schema, boolean list) {}

    /** Every schema by the name of its component. */
    static Map<String, Schema<?>> all() {
        var schemas = new LinkedHashMap<String, Schema<?>>();
        OBJECTS.lines().forEach(line -> {
            String[] nameAndKeys = line.split("\\s+", 2);
            schemas.put(nameAndKeys[0], EventSchemas.object(nameAndKeys[1]));
        });
        return schemas;
    }

    /** By method and path. */
    static SequencedMap<String, DescribedAnswer> answers() {
        var answers = new LinkedHashMap<String, DescribedAnswer>();
        ANSWERS.lines().forEach(line -> {
            String[] parts = line.split(" ");
            boolean list = parts[3].endsWith("[]");
            answers.put(parts[0] + " " + parts[1], new DescribedAnswer(parts[2], list ? parts[3].substring(0, parts[3].length() - 2) : parts[3], list));
        });
        return answers;
    }
}
