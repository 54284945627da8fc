package palimpsest.memory.longterm;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Says that something was erased; it holds nothing of it.
 *
 * @param subject    whose memory it was; empty in receipts of older versions
 * @param decisions  turns erased, kept or turned away
 * @param records    records erased, those derived from the turns among them
 * @param embeddings vectors erased
 * @param clusters   clusters whose centre and rule were made anew or erased
 * @param notes      lasting notes of the user erased, with all of their versions
 * @param feedback   entries of feedback on answers to the user erased, which hold what was recalled for them
 * @param unread     questions in conversations of the runtime that were not taken in yet, as their runs were in progress; neither they nor their answers will be
 * @param hashes     SHA-256 of id and text of each turn
 */
public record Receipt(UUID id, String subject, String askedBy, Instant erasedAt, int decisions, int records, int embeddings, int clusters, int notes, int feedback, int unread, List<String> hashes) {}
