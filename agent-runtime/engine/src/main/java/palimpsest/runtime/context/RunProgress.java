package palimpsest.runtime.context;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import palimpsest.memory.meta.MetaMemorySelection;
import palimpsest.runtime.event.CallerFunction;
import palimpsest.runtime.event.CallerTerms;
import palimpsest.runtime.event.MessageEvent.AssistantSpoke;
import palimpsest.runtime.event.MessageEvent.ToolAnswered;
import palimpsest.runtime.event.RunTerms;
import palimpsest.runtime.model.wire.MessageEnding;

/** How far a run has come: counters that its events moved. Changed only by {@link ContextState}. */
public final class RunProgress {

    private UUID id;
    private RunTerms terms;
    private long startedAt;
    private RunParking parking = new RunParking();
    private RunUse use = new RunUse();
    private MetaMemorySelection metaMemory = MetaMemorySelection.NONE;
    private CallerTerms caller = CallerTerms.NONE;
    private boolean functionCalled;
    private int answersRefused;
    private boolean recalls;
    private boolean active = true;
    private boolean cancelRequested;
    private int steps;
    private int peakRequestTokens;
    private long totalRequestTokens;
    private long tokensRead;
    private int prunedMessages;
    private int nudgesInARow;
    private int refusalsInARow;
    private Map<String, Integer> answered = new HashMap<>();
    private boolean answerSentBack;
    private MessageEnding ending;
    private int cutInARow;
    private String saidSoFar = "";

    private RunProgress() {}

    RunProgress(UUID id, RunTerms terms, long startedAt) {
        this.id = id;
        this.terms = terms;
        this.startedAt = startedAt;
    }

    void metaMemory(MetaMemorySelection selection) {
        metaMemory = selection;
    }

    void offered(CallerTerms terms) {
        caller = terms;
        functionCalled = false;
        answersRefused = 0;
    }

    /** A function of the caller was handed over. */
    void calledFunction() {
        functionCalled = true;
        answersRefused = 0;
    }

    void answerRefused() {
        answersRefused++;
    }

    void measured(int requestTokens) {
        peakRequestTokens = Math.max(peakRequestTokens, requestTokens);
        totalRequestTokens += requestTokens;
    }

    void read(int tokens) {
        tokensRead += tokens;
    }

    void pruned() {
        if (active) {
            prunedMessages++;
        }
    }

    void nudged() {
        nudgesInARow++;
    }

    /** The provider found the request too long. */
    void refused() {
        refusalsInARow++;
    }

    void answerSentBack() {
        answerSentBack = true;
    }

    /** The runtime recalls for it: the call that follows is no step of the model's. */
    void recalls() {
        recalls = true;
    }

    void spoke(AssistantSpoke said) {
        refusalsInARow = 0;
        if (recalls) {
            recalls = false;
        } else {
            steps++;
        }
        boolean goesOn = ending == MessageEnding.LENGTH;
        ending = said.ending();
        cutInARow = ending == MessageEnding.LENGTH ? cutInARow + 1 : 0;
        saidSoFar = said.calls().isEmpty() && said.text() != null ? (goesOn ? saidSoFar : "") + said.text() : "";
    }

    void calledTool(ToolAnswered answer) {
        nudgesInARow = 0;
        if (!answer.isError()) {
            answered.merge(answer.tool(), 1, Integer::sum);
        }
    }

    void cancelRequested() {
        parking.left();
        cancelRequested = true;
    }

    void ended() {
        active = false;
    }

    /** Whether it waits, and for whom. */
    public RunParking parking() {
        return parking;
    }

    /** What it has used, and may use. */
    public RunUse use() {
        return use;
    }

    public UUID id() {
        return id;
    }

    public RunTerms terms() {
        return terms;
    }

    /** What its caller brings along and asks for. */
    public CallerTerms caller() {
        return caller;
    }

    /** What the model may call that the caller runs. */
    public List<CallerFunction> functions() {
        return caller.functions();
    }

    /** Whether the caller waits for a call of one of its functions and takes no answer. */
    public boolean mustCallFunction() {
        return caller.callRequired() && !functionCalled;
    }

    /** Answers that were not what the caller asked for, since it last asked. */
    public int answersRefused() {
        return answersRefused;
    }

    /** The rules that stand in front of its question. */
    public MetaMemorySelection metaMemory() {
        return metaMemory;
    }

    /** Number of the event that began it. */
    public long startedAt() {
        return startedAt;
    }

    public boolean active() {
        return active;
    }

    public boolean cancelIsRequested() {
        return cancelRequested;
    }

    /** Answers of the model so far; the step in progress is the one after. */
    public int steps() {
        return steps;
    }

    /** Calls of a tool that gave no error. */
    public int answered(String tool) {
        return answered.getOrDefault(tool, 0);
    }

    /** Whether an answer of it was sent back for want of support. */
    public boolean answerWasSentBack() {
        return answerSentBack;
    }

    public int peakRequestTokens() {
        return peakRequestTokens;
    }

    public long totalRequestTokens() {
        return totalRequestTokens;
    }

    public long tokensRead() {
        return tokensRead;
    }

    public int prunedMessages() {
        return prunedMessages;
    }

    /** Nudges since the model last called a tool. */
    public int nudgesInARow() {
        return nudgesInARow;
    }

    /** Why the model's last message ended before it was complete; null when it was, or there is none. */
    public MessageEnding ending() {
        return ending;
    }

    /** Messages in a row that the output limit cut off, up to the last. */
    public int cutInARow() {
        return cutInARow;
    }

    /** What the model's last message says, with the text of those before that it goes on from because they were cut off; empty when it calls tools. */
    public String saidSoFar() {
        return saidSoFar;
    }

    /** Whether the next message goes on from a text that was cut off. */
    public boolean goesOn() {
        return ending == MessageEnding.LENGTH && !saidSoFar.isBlank();
    }

    /** Requests that the provider found too long since it last answered. */
    public int refusalsInARow() {
        return refusalsInARow;
    }
}
