/** An answer that the runtime has not accepted yet; it has no sources, and may still be taken back. */
export function Draft({ text }: { text: string }) {
  return (
    <section className="answer draft" data-testid="draft" aria-label="Answer, being written" aria-busy="true">
      <div className="text">{text}<span className="quill" aria-hidden="true" /></div>
      <p className="quiet">Being written; not checked yet.</p>
    </section>
  );
}
