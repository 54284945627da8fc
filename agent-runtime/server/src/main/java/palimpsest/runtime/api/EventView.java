package palimpsest.runtime.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import palimpsest.memory.longterm.MemoryItem;
import palimpsest.runtime.answer.Citation;
import palimpsest.runtime.event.ApprovalEvent;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.DocumentEvent;
import palimpsest.runtime.event.HistoryEvent;
import palimpsest.runtime.event.MemoryEvent;
import palimpsest.runtime.event.MessageEvent;
import palimpsest.runtime.event.NoteEvent;
import palimpsest.runtime.event.RecordedEvent;
import palimpsest.runtime.event.RunEvent;
import palimpsest.runtime.event.RunResult;
import palimpsest.runtime.event.SpokenPart;
import palimpsest.runtime.event.VerificationEvent;
import palimpsest.runtime.event.WindowEvent;
import palimpsest.runtime.ledger.LedgerEntry;

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
            case MessageEvent.UserSpoke said -> put(data, "message", "content", said.content());
            case DocumentEvent.DocumentsChanged change -> put(data, "documents",
                    "added", change.added().stream().map(document -> map("id", document.id(), "name", document.name(), "tokens", document.tokens())).toList(),
                    "removed", change.removed());
            case RunEvent.RunStarted started -> put(data, "run", "model", started.terms().model(),
                    "language_model", started.terms().languageModel(), "window", started.terms().window(), "max_steps", started.terms().maxSteps());
            case MemoryEvent.MetaMemorySelected front -> put(data, "meta_memory", "version", front.selection().version(), "rules", front.selection().rules());
            case MemoryEvent.MemoryRecalled recall -> put(data, "memory", "query", recall.query(), "by", recall.by(), "msg_id", recall.msgId(),
                    "tokens", recall.tokens(), "memories", recall.items().stream().map(EventView::memory).toList());
            case RunEvent.StepStarted step -> put(data, "step", "step", step.step(), "model", step.model());
            case WindowEvent.BudgetMeasured budget -> put(data, "budget", "request_tokens", budget.requestTokens(), "window", budget.window(),
                    "available_tokens", budget.availableTokens(), "messages", budget.messages(), "pruned_messages", budget.prunedMessages());
            case MessageEvent.AssistantSpoke said -> put(data, "tool_call", "msg_id", said.msgId(), "text", said.text(),
                    "calls", calls(said.calls()), "ending", ending(said));
            case MessageEvent.ToolAnswered answer -> put(data, "tool_result", "msg_id", answer.msgId(), "invoking_msg_id", answer.invokingMsgId(),
                    "tool", answer.tool(), "call_id", answer.callId(), "result", answer.result(), "tokens", answer.tokens(), "error", answer.isError());
            case VerificationEvent.Verified verified -> put(data, "verification", "msg_id", verified.msgId(), "subject", verified.subject(),
                    "reaction", verified.reaction(), "findings", verified.findings().stream().map(VerificationView::finding).toList());
            case NoteEvent.NoteWritten note -> put(data, "note", "operation", "written", "key", note.key(), "summary", note.summary(),
                    "content", note.content());
            case NoteEvent.NoteDeleted note -> put(data, "note", "operation", "deleted", "key", note.key(), "summary", null, "content", null);
            case NoteEvent.LastingNotesListed listed -> put(data, "notes_listed",
                    "notes", listed.notes().stream().map(note -> map("key", note.key(), "summary", note.summary())).toList());
            case NoteEvent.LastingNoteRead note -> put(data, "note_read", "key", note.key(), "version", note.version(), "summary", note.summary());
            case NoteEvent.LastingNoteWritten note -> put(data, "note", "operation", note.content() == null ? "deleted" : "written",
                    "key", note.key(), "summary", note.summary(), "content", note.content(), "version", note.version(), "msg_id", note.msgId());
            case WindowEvent.MessagePruned prune -> put(data, "prune", "msg_id", prune.msgId(), "role", prune.role(), "by", prune.by(),
                    "reason", prune.reason(), "tokens_saved", prune.tokensSaved(), "tokens_before", prune.requestTokens());
            case MessageEvent.NoticeGiven notice -> put(data, "nudge", "content", notice.content());
            case WindowEvent.PruneHeld ignored -> ledger(data, recorded);
            case WindowEvent.ExchangesFolded ignored -> ledger(data, recorded);
            case WindowEvent.ResultCut ignored -> ledger(data, recorded);
            case WindowEvent.MessagesRestored ignored -> ledger(data, recorded);
            case WindowEvent.CalibrationRaised ignored -> ledger(data, recorded);
            case DocumentEvent.IndexBuilt index -> put(data, "index", "chunk_size", index.chunkSize(), "overlap", index.overlap());
            case DocumentEvent.ScanMoved scan -> put(data, "scan", "scan_mode", scan.scanMode(), "last_chunk", scan.lastChunk());
            case DocumentEvent.TextRead read -> put(data, "read", "document_id", read.documentId(), "chunk_id", read.chunkId(),
                    "start", read.start(), "end", read.end(), "tokens", read.tokens());
            case DocumentEvent.Searched search -> put(data, "search", "keywords", search.keywords());
            case VerificationEvent.ProcedureActed acted -> put(data, "procedure", "pack", acted.pack(), "court_type", acted.courtType(), "stage", acted.stage(),
                    "act", acted.act(), "role", acted.role(), "violations", acted.violations());
            case MessageEvent.Nudged nudge -> put(data, "nudge", "content", nudge.content());
            case HistoryEvent.HistoryRepaired repair -> put(data, "repair", "by", repair.by(), "what", repair.what(), "why", repair.why(),
                    "before", repair.before(), "after", repair.after());
            case RunEvent.CancelRequested ignored -> put(data, "cancel");
            case RunEvent.PauseRequested ignored -> put(data, "pause");
            case RunEvent.RunPaused ignored -> put(data, "paused");
            case RunEvent.RunResumed ignored -> put(data, "resumed");
            case RunEvent.RunContinued on -> put(data, "continued", "runtime", on.runtime(), "lease", on.lease());
            case RunEvent.LimitsSet limits -> put(data, "limits", "tokens", limits.tokens(), "seconds", limits.seconds(), "spend", limits.spend());
            case RunEvent.FunctionsOffered offered -> put(data, "functions",
                    "names", offered.functions().stream().map(CallerFunction::name).toList(),
                    "call_required", offered.terms().callRequired(), "one_call_at_a_time", offered.terms().oneCallAtATime(),
                    "answer_schema", offered.format() == null ? null : offered.format().schema());
            case RunEvent.AnswerRefused refused -> put(data, "answer_refused", "msg_id", refused.msgId(), "reason", refused.reason());
            case ApprovalEvent.ToolStarted started -> put(data, "tool_started", "call_id", started.callId(), "tool", started.tool());
            case ApprovalEvent.ApprovalRequested request -> put(data, "approval", "state", "requested", "call_id", request.callId(),
                    "tool", request.tool(), "arguments", request.arguments(), "reason", request.reason(), "expires_at", request.expiresAt());
            case ApprovalEvent.ApprovalAnswered answer -> put(data, "approval", "state", answer.decision().name().toLowerCase(Locale.ROOT),
                    "call_id", answer.callId(), "reason", answer.reason());
            case RunEvent.ModelFellBack fell -> put(data, "fallback", "model", fell.model(), "next", fell.next(), "reason", fell.reason());
            case RunEvent.ModelAnswered answer -> put(data, "usage", "model", answer.model(), "input_tokens", answer.inputTokens(),
                    "cached_tokens", answer.cachedTokens(), "output_tokens", answer.outputTokens(), "cost", answer.cost(),
                    "reasoning_tokens", answer.reasoningTokens());
            case RunEvent.RunRewound rewound -> put(data, "rewound", "from_step", rewound.fromStep(), "kept_through", rewound.keptThrough());
            case HistoryEvent.EventsSetAside aside -> put(data, "set_aside", "events", aside.seqs());
            case HistoryEvent.ConversationForked forked -> put(data, "forked", "from_conversation_id", forked.conversationId(),
                    "from_run_id", forked.runId(), "through", forked.throughSeq());
            case RunEvent.RunFinished finished -> {
                data.putAll(result(finished.result()));
                yield "answer";
            }
            case RunEvent.RunFailed failed -> put(data, "error", "type", Problems.TYPE_PREFIX + failed.type(), "title", failed.title(),
                    "detail", failed.detail(), "retryable", failed.retryable());
        };
        return new EventView(name, data);
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
    static String ending(MessageEvent.AssistantSpoke said) {
        return said.ending() == null ? null : said.ending().id();
    }

    static List<SequencedMap<String, Object>> calls(List<MessageEvent.Call> calls) {
        return calls.stream().map(call -> map("id", call.id(), "name", call.name(), "arguments", call.arguments())).toList();
    }

    private static SequencedMap<String, Object> memory(MemoryItem item) {
        return map("id", item.record(), "kind", item.kind(), "text", item.text(), "standing", item.standing(), "since", item.since(), "until", item.until(),
                "conversation", item.conversation(), "title", item.place(), "seq", item.seq(), "speaker", item.speaker(), "at", item.at());
    }

    private static Map<String, Object> citation(Citation citation) {
        SequencedMap<String, Object> shown = map("kind", citation.kind(), "document", citation.document(), "document_id", citation.documentId(), "chunk_id", citation.chunkId(),
                "start", citation.start(), "end", citation.end(), "quote", citation.quote());
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
