package palimpsest.runtime.loop;

import palimpsest.memory.document.DocumentStore;
import palimpsest.runtime.answer.ReadTexts;
import palimpsest.runtime.checkpoint.ConversationStates;
import palimpsest.runtime.context.KnownCalibrations;
import palimpsest.runtime.event.ConversationLog;
import palimpsest.runtime.model.wire.ToolListsSeen;
import palimpsest.runtime.observe.RunObservations;
import palimpsest.runtime.past.Past;

/**
 * What runs are driven with.
 *
 * @param gate         decides which calls need a person
 * @param verification of what calls give, before it is recorded
 * @param recall       what a run begins with of the user's memory
 * @param observations of runs, steps, model calls and tools
 * @param texts        that were read in any run, taken apart
 * @param definitions  of the tools of any run as they are sent
 */
record RunServices(ConversationLog conversations, ConversationStates states, ToolOffer offer, ToolRunner tools, DocumentStore documents, RunEnding ending,
                   Past past, KnownCalibrations calibrations, ResultCutter cutter, ToolGate gate, RunVerification verification, RunRecall recall,
                   RunObservations observations, ReadTexts texts, ToolListsSeen<String> definitions) {

    OutsideText outsideText() {
        return new OutsideText(offer);
    }
}
