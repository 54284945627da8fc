import { useState } from 'react';

const PLACE = 'palimpsest.subject';

/** Whose memory is looked at: the user of whoever names none, until another is chosen. */
export function useSubject(): [string, (subject: string) => void] {
  const [subject, setSubject] = useState(() => sessionStorage.getItem(PLACE) ?? 'default');
  return [subject, (chosen) => {
    sessionStorage.setItem(PLACE, chosen);
    setSubject(chosen);
  }];
}
