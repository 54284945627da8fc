/** Recorded conversations of the StateLM reference, run again through the product and compared message by message. */
package palimpsest.evaluation.replay;
