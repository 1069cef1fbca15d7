/** A picture in two halves: the bar between them, moved by pointer or keys, and what each half is; in blinking, what is on the screen. */
import { useRef } from 'react';

const STEP = 0.01;
const LONG_STEP = 0.1;

interface SplitViewProps {
  /** Of the width, from the left; 0 to 1. */
  readonly split: number;
  readonly left: string;
  readonly right: string;
  readonly label: string;
  /** The place in words, as a screen reader tells it. */
  readonly valueText: (percent: number) => string;
  /** May be outside of 0 to 1. */
  readonly onSplit: (split: number) => void;
}

export function SplitView({ split, left, right, label, valueText, onSplit }: SplitViewProps) {
  const area = useRef<HTMLDivElement>(null);
  const onKey = (event: React.KeyboardEvent) => {
    const step = event.shiftKey ? LONG_STEP : STEP;
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: split - step,
      ArrowDown: split - step,
      ArrowRight: split + step,
      ArrowUp: split + step,
      PageDown: split - LONG_STEP,
      PageUp: split + LONG_STEP,
      Home: 0,
      End: 1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSplit(place);
  };
  const percent = Math.round(split * 100);
  return (
    <div className="split-area" ref={area}>
      <span className="split-label is-left" style={{ right: `calc(${100 - split * 100}% + 28px)` }}>
        {left}
      </span>
      <span className="split-label is-right" style={{ left: `calc(${split * 100}% + 28px)` }}>
        {right}
      </span>
      <div
        className="split-divider"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={valueText(percent)}
        style={{ left: `${split * 100}%` }}
        onKeyDown={onKey}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const box = area.current?.getBoundingClientRect();
          if (box && event.currentTarget.hasPointerCapture(event.pointerId)) {
            onSplit((event.clientX - box.left) / box.width);
          }
        }}
      >
        <span className="split-grip" aria-hidden="true" />
      </div>
    </div>
  );
}

export function BlinkLabel({ text }: { readonly text: string }) {
  return (
    <div className="split-area">
      <span className="split-label is-blink">{text}</span>
    </div>
  );
}
