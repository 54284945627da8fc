package palimpsest.runtime.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.ApprovalEvent;
import palimpsest.runtime.event.ApprovalEvent.ApprovalAnswered;
import palimpsest.runtime.event.ApprovalEvent.ApprovalRequested;
import palimpsest.runtime.event.ApprovalEvent.ToolStarted;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.DocumentEvent;
import palimpsest.runtime.event.DocumentEvent.DocumentsChanged;
import palimpsest.runtime.event.DocumentEvent.IndexBuilt;
import palimpsest.runtime.event.DocumentEvent.ScanMoved;
import palimpsest.runtime.event.DocumentEvent.Searched;
import palimpsest.runtime.event.DocumentEvent.TextRead;
import palimpsest.runtime.event.HistoryEvent;
import palimpsest.runtime.event.HistoryEvent.ConversationForked;
import palimpsest.runtime.event.HistoryEvent.EventsSetAside;
import palimpsest.runtime.event.HistoryEvent.HistoryRepaired;
import palimpsest.runtime.event.MemoryEvent;
import palimpsest.runtime.event.MemoryEvent.MemoryRecalled;
import palimpsest.runtime.event.MemoryEvent.MetaMemorySelected;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.Call;
import palimpsest.runtime.event.MessageEvent.NoticeGiven;
import palimpsest.runtime.event.MessageEvent.Nudged;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.MessageEvent.UserSpoke;
import palimpsest.runtime.event.NoteEvent;
import palimpsest.runtime.event.NoteEvent.LastingNoteRead;
import palimpsest.runtime.event.NoteEvent.LastingNoteWritten;
import palimpsest.runtime.event.NoteEvent.LastingNotesListed;
import palimpsest.runtime.event.NoteEvent.NoteDeleted;
import palimpsest.runtime.event.NoteEvent.NoteWritten;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent;
import palimpsest.runtime.event.RunEvent.AnswerRefused;
import palimpsest.runtime.event.RunEvent.CancelRequested;
import palimpsest.runtime.event.RunEvent.FunctionsOffered;
import palimpsest.runtime.event.RunEvent.LimitsSet;
import palimpsest.runtime.event.RunEvent.ModelAnswered;
import palimpsest.runtime.event.RunEvent.ModelFellBack;
import palimpsest.runtime.event.RunEvent.PauseRequested;
import palimpsest.runtime.event.RunEvent.RunContinued;
import palimpsest.runtime.event.RunEvent.RunFailed;
import palimpsest.runtime.event.RunEvent.RunFinished;
import palimpsest.runtime.event.RunEvent.RunPaused;
import palimpsest.runtime.event.RunEvent.RunResumed;
import palimpsest.runtime.event.RunEvent.RunRewound;
import palimpsest.runtime.event.RunEvent.RunStarted;
import palimpsest.runtime.event.RunEvent.StepStarted;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.SpokenPart;
import palimpsest.runtime.event.VerificationEvent;
import palimpsest.runtime.event.VerificationEvent.ProcedureActed;
import palimpsest.runtime.event.VerificationEvent.Verified;
import palimpsest.runtime.event.WindowEvent;
import palimpsest.runtime.event.WindowEvent.BudgetMeasured;
import palimpsest.runtime.event.WindowEvent.CalibrationRaised;
import palimpsest.runtime.event.WindowEvent.ExchangesFolded;
import palimpsest.runtime.event.WindowEvent.MessagePruned;
import palimpsest.runtime.event.WindowEvent.MessagesRestored;
import palimpsest.runtime.event.WindowEvent.PruneHeld;
import palimpsest.runtime.event.WindowEvent.QuestionsFolded;
import palimpsest.runtime.event.WindowEvent.ResultCut;
import palimpsest.runtime.past.LedgerEntry;

/**
 * An event as a client sees it (docs/api.md, Events).
 *
 * @param name of the server-sent event
 * @param data its JSON object, keys in order
 */
public record EventView(String name, SequencedMap<String, Object> data) {

    /** Whether the run's stream ends with it. */
    public boolean endsRun() {
        return name.equals("answer") || name.equals("error");
    }

    public static EventView of(RecordedEvent recorded) {
        var data = map("conversation_id", recorded.conversationId(), "run_id", recorded.runId(), "seq", recorded.seq(), "at", recorded.at());
        String name = switch (recorded.event()) {
            case MessageEvent event -> said(event, data);
            case RunEvent event -> run(event, data);
            case ApprovalEvent event -> approval(event, data);
            case WindowEvent event -> window(event, recorded, data);
            case DocumentEvent event -> documents(event, data);
            case NoteEvent event -> note(event, data);
            case MemoryEvent event -> memory(event, data);
            case VerificationEvent event -> check(event, data);
            case HistoryEvent event -> history(event, data);
        };
        return new EventView(name, data);
    }

    private static String said(MessageEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case UserSpoke said -> put(data, "message", "content", said.content());
            case AssistantSpoke said -> put(data, "tool_call", "msg_id", said.msgId(), "text", said.text(),
                    "calls", calls(said.calls()), "ending", ending(said));
            case ToolAnswered answer -> put(data, "tool_result", "msg_id", answer.msgId(), "invoking_msg_id", answer.invokingMsgId(),
                    "tool", answer.tool(), "call_id", answer.callId(), "result", answer.result(), "tokens", answer.tokens(), "error", answer.isError());
            case NoticeGiven notice -> put(data, "nudge", "content", notice.content());
            case Nudged nudge -> put(data, "nudge", "content", nudge.content());
        };
    }

    private static String run(RunEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case RunStarted started -> put(data, "run", "model", started.terms().model(),
                    "language_model", started.terms().languageModel(), "window", started.terms().window(), "max_steps", started.terms().maxSteps());
            case StepStarted step -> put(data, "step", "step", step.step(), "model", step.model());
            case CancelRequested ignored -> put(data, "cancel");
            case PauseRequested ignored -> put(data, "pause");
            case RunPaused ignored -> put(data, "paused");
            case RunResumed ignored -> put(data, "resumed");
            case RunContinued on -> put(data, "continued", "runtime", on.runtime(), "lease", on.lease());
            case LimitsSet limits -> put(data, "limits", "tokens", limits.tokens(), "seconds", limits.seconds(), "spend", limits.spend());
            case FunctionsOffered offered -> put(data, "functions",
                    "names", offered.functions().stream().map(CallerFunction::name).toList(),
                    "call_required", offered.terms().callRequired(), "one_call_at_a_time", offered.terms().oneCallAtATime(),
                    "answer_schema", offered.format() == null ? null : offered.format().schema());
            case AnswerRefused refused -> put(data, "answer_refused", "msg_id", refused.msgId(), "reason", refused.reason());
            case ModelFellBack fell -> put(data, "fallback", "model", fell.model(), "next", fell.next(), "reason", fell.reason());
            case ModelAnswered answer -> put(data, "usage", "model", answer.model(), "input_tokens", answer.inputTokens(),
                    "cached_tokens", answer.cachedTokens(), "output_tokens", answer.outputTokens(), "cost", answer.cost(),
                    "reasoning_tokens", answer.reasoningTokens());
            case RunRewound rewound -> put(data, "rewound", "from_step", rewound.fromStep(), "kept_through", rewound.keptThrough());
            case RunFinished finished -> {
                data.putAll(result(finished.result()));
                yield "answer";
            }
            case RunFailed failed -> put(data, "error", "type", Problems.TYPE_PREFIX + failed.type(), "title", failed.title(),
                    "detail", failed.detail(), "retryable", failed.retryable());
        };
    }

    private static String approval(ApprovalEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case ToolStarted started -> put(data, "tool_started", "call_id", started.callId(), "tool", started.tool());
            case ApprovalRequested request -> put(data, "approval", "state", "requested", "call_id", request.callId(),
                    "tool", request.tool(), "arguments", request.arguments(), "reason", request.reason(), "expires_at", request.expiresAt());
            case ApprovalAnswered answer -> put(data, "approval", "state", answer.decision().name().toLowerCase(Locale.ROOT),
                    "call_id", answer.callId(), "reason", answer.reason());
        };
    }

    private static String window(WindowEvent event, RecordedEvent recorded, SequencedMap<String, Object> data) {
        return switch (event) {
            case BudgetMeasured budget -> put(data, "budget", "request_tokens", budget.requestTokens(), "window", budget.window(),
                    "available_tokens", budget.availableTokens(), "messages", budget.messages(), "pruned_messages", budget.prunedMessages());
            case MessagePruned prune -> put(data, "prune", "msg_id", prune.msgId(), "role", prune.role(), "by", prune.by(),
                    "reason", prune.reason(), "summary", prune.summary(), "tokens_saved", prune.tokensSaved(), "tokens_before", prune.requestTokens());
            case PruneHeld ignored -> ledger(data, recorded);
            case ExchangesFolded ignored -> ledger(data, recorded);
            case QuestionsFolded ignored -> ledger(data, recorded);
            case ResultCut ignored -> ledger(data, recorded);
            case MessagesRestored ignored -> ledger(data, recorded);
            case CalibrationRaised ignored -> ledger(data, recorded);
        };
    }

    private static String documents(DocumentEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case DocumentsChanged change -> put(data, "documents",
                    "added", change.added().stream().map(document -> map("id", document.id(), "name", document.name(), "tokens", document.tokens())).toList(),
                    "removed", change.removed());
            case IndexBuilt index -> put(data, "index", "chunk_size", index.chunkSize(), "overlap", index.overlap());
            case ScanMoved scan -> put(data, "scan", "scan_mode", scan.scanMode(), "last_chunk", scan.lastChunk());
            case TextRead read -> put(data, "read", "document_id", read.documentId(), "chunk_id", read.chunkId(),
                    "start", read.start(), "end", read.end(), "tokens", read.tokens());
            case Searched search -> put(data, "search", "keywords", search.keywords());
        };
    }

    private static String note(NoteEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case NoteWritten note -> put(data, "note", "operation", "written", "key", note.key(), "summary", note.summary(),
                    "content", note.content());
            case NoteDeleted note -> put(data, "note", "operation", "deleted", "key", note.key(), "summary", null, "content", null);
            case LastingNotesListed listed -> put(data, "notes_listed",
                    "notes", listed.notes().stream().map(note -> map("key", note.key(), "summary", note.summary())).toList());
            case LastingNoteRead note -> put(data, "note_read", "key", note.key(), "version", note.version(), "summary", note.summary());
            case LastingNoteWritten note -> put(data, "note", "operation", note.content() == null ? "deleted" : "written",
                    "key", note.key(), "summary", note.summary(), "content", note.content(), "version", note.version(), "msg_id", note.msgId());
        };
    }

    private static String memory(MemoryEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case MetaMemorySelected front -> put(data, "meta_memory", "version", front.selection().version(), "rules", front.selection().rules());
            case MemoryRecalled recall -> put(data, "memory", "query", recall.query(), "by", recall.by(), "msg_id", recall.msgId(),
                    "tokens", recall.tokens(), "memories", recall.items().stream().map(EventView::memory).toList());
        };
    }

    private static String check(VerificationEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case Verified verified -> put(data, "verification", "msg_id", verified.msgId(), "subject", verified.subject(),
                    "reaction", verified.reaction(), "findings", verified.findings().stream().map(VerificationView::finding).toList());
            case ProcedureActed acted -> put(data, "procedure", "pack", acted.pack(), "court_type", acted.courtType(), "stage", acted.stage(),
                    "act", acted.act(), "role", acted.role(), "violations", acted.violations());
        };
    }

    private static String history(HistoryEvent event, SequencedMap<String, Object> data) {
        return switch (event) {
            case HistoryRepaired repair -> put(data, "repair", "by", repair.by(), "what", repair.what(), "why", repair.why(),
                    "before", repair.before(), "after", repair.after());
            case EventsSetAside aside -> put(data, "set_aside", "events", aside.seqs());
            case ConversationForked forked -> put(data, "forked", "from_conversation_id", forked.conversationId(),
                    "from_run_id", forked.runId(), "through", forked.throughSeq());
        };
    }

    /** What a model is saying, of a message that is not recorded yet. */
    static SequencedMap<String, Object> tokens(SpokenPart part) {
        return map("run_id", part.runId(), "msg_id", part.msgId(), "attempt", part.attempt(), "call", part.call() == SpokenPart.TEXT ? null : part.call(),
                "tool", part.tool(), "offset", part.offset(), "text", part.text());
    }

    /** An answer with what it rests on and what it cost; the same keys over REST, in events and on the command line. */
    public static SequencedMap<String, Object> result(RunResult result) {
        return map("answer", result.answer(),
                "citations", result.citations().stream().map(EventView::citation).toList(),
                "steps", result.steps(), "document_tokens", result.documentTokens(), "tokens_read", result.tokensRead(),
                "peak_request_tokens", result.peakRequestTokens(), "total_request_tokens", result.totalRequestTokens(),
                "pruned_messages", result.prunedMessages(),
                "notes", result.notes().stream().map(note -> map("key", note.key(), "summary", note.summary())).toList(),
                "model", result.model(), "language_model", result.languageModel(), "found", result.found(), "stopped_by", result.stoppedBy(), "meta_memory", result.metaMemory(),
                "support", VerificationView.support(result.support()));
    }

    /** Null for a message that is complete. */
    static String ending(AssistantSpoke said) {
        return said.ending() == null ? null : said.ending().id();
    }

    static List<SequencedMap<String, Object>> calls(List<Call> calls) {
        return calls.stream().map(call -> map("id", call.id(), "name", call.name(), "arguments", call.arguments())).toList();
    }

    private static SequencedMap<String, Object> memory(MemoryItem item) {
        return map("id", item.record(), "kind", item.kind(), "text", item.text(), "standing", item.standing(), "since", item.since(), "until", item.until(),
                "conversation", item.conversation(), "title", item.place(), "seq", item.seq(), "speaker", item.speaker(), "at", item.at(), "corrects", item.corrects(), "after", item.after());
    }

    private static Map<String, Object> citation(Citation citation) {
        SequencedMap<String, Object> shown = map("kind", citation.kind(), "document", citation.document(), "document_id", citation.documentId(), "chunk_id", citation.chunkId(),
                "start", citation.start(), "end", citation.end(), "quote", citation.quote());
        if (citation.page() != null) {
            shown.put("page", citation.page());
        }
        if (citation.turn() != null) {
            shown.putAll(map("conversation", citation.turn().conversation(), "seq", citation.turn().seq(), "speaker", citation.turn().speaker(),
                    "at", citation.turn().at()));
        }
        return shown;
    }

    private static String ledger(SequencedMap<String, Object> data, RecordedEvent recorded) {
        data.putAll(LedgerView.of(LedgerEntry.of(recorded).orElseThrow()));
        return "ledger";
    }

    private static String put(SequencedMap<String, Object> data, String name, Object... keysAndValues) {
        data.putAll(map(keysAndValues));
        return name;
    }

    static SequencedMap<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
