/** The points of a map, drawn; moved with the pointer, a finger or keys. The list beside it leads to the memories. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { moved, nearestTo, toScreen, zoomed, type Size, type View } from '../map-view.ts'

export interface MapPoint {
  x: number
  y: number
  /** Which colour. */
  group: number
  label: string
  href: string
}

interface CanvasProps {
  points: readonly MapPoint[]
  groups: number
  view: View
  onView(view: View): void
  onSize(size: Size): void
  onOpen(point: MapPoint): void
}

/** How near the pointer has to be to a point. */
const reach = 14
const height = 520

export function MapCanvas({ points, groups, view, onView, onSize, onOpen }: CanvasProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [size, setSize] = useState<Size>({ width: 0, height })
  const [over, setOver] = useState<MapPoint | undefined>(undefined)
  const [scheme, setScheme] = useState(0)
  const dragged = useRef<{ x: number; y: number; far: boolean } | undefined>(undefined)
  useEffect(() => {
    const place = canvas.current?.parentElement
    if (place === null || place === undefined) return
    const look = (): void => {
      const now = { width: place.clientWidth, height }
      setSize(now)
      onSize(now)
    }
    const watcher = new ResizeObserver(look)
    watcher.observe(place)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const turn = (): void => setScheme((one) => one + 1)
    dark.addEventListener('change', turn)
    return () => {
      watcher.disconnect()
      dark.removeEventListener('change', turn)
    }
  }, [])
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current !== null) draw(canvas.current, { points, groups, view, size, over })
    })
    return () => cancelAnimationFrame(frame)
  }, [points, groups, view, size, over, scheme])
  const placeOf = (event: MouseEvent): { x: number; y: number } => {
    const box = canvas.current?.getBoundingClientRect()
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
  }
  const nearest = (event: MouseEvent): MapPoint | undefined =>
    nearestTo(points, placeOf(event), { view, size, count: 1, within: reach })[0]
  return (
    <div class="map">
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{ height: `${height}px`, cursor: over === undefined ? 'grab' : 'pointer' }}
        onWheel={(event) => {
          event.preventDefault()
          onView(zoomed(view, Math.exp(-event.deltaY / 400), placeOf(event), size))
        }}
        onPointerDown={(event) => {
          dragged.current = { ...placeOf(event), far: false }
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={(event) => {
          const from = dragged.current
          if (from === undefined) return setOver(nearest(event))
          const at = placeOf(event)
          const by = { x: at.x - from.x, y: at.y - from.y }
          if (!from.far && Math.hypot(by.x, by.y) < 4) return
          dragged.current = { ...at, far: true }
          onView(moved(view, by, size))
        }}
        onPointerUp={(event) => {
          const point = dragged.current?.far === false ? nearest(event) : undefined
          dragged.current = undefined
          if (point !== undefined) onOpen(point)
        }}
        onPointerLeave={() => setOver(undefined)}
      />
      {over !== undefined && <Tip point={over} view={view} size={size} />}
    </div>
  )
}

function Tip({ point, view, size }: { point: MapPoint; view: View; size: Size }): JSX.Element {
  const [x, y] = toScreen(point, view, size)
  return (
    <span class="tip" style={{ left: `${x}px`, top: `${y}px` }}>
      {point.label}
    </span>
  )
}

interface Drawing {
  points: readonly MapPoint[]
  groups: number
  view: View
  size: Size
  over: MapPoint | undefined
}

/** One path for each colour: thousands of points take a frame. */
function draw(canvas: HTMLCanvasElement, { points, groups, view, size, over }: Drawing): void {
  const ratio = devicePixelRatio
  canvas.width = Math.round(size.width * ratio)
  canvas.height = Math.round(size.height * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return
  const style = getComputedStyle(canvas)
  context.scale(ratio, ratio)
  const radius = Math.min(
    7,
    (points.length > 1_500 ? 2 : points.length > 300 ? 3 : 4.5) * Math.sqrt(Math.max(1, view.zoom / 2)),
  )
  context.globalAlpha = points.length > 1_500 ? 0.7 : 0.9
  for (let group = groups; group >= 0; group--) {
    context.beginPath()
    for (const point of points) {
      if (point.group !== group) continue
      const [x, y] = toScreen(point, view, size)
      if (x < -9 || y < -9 || x > size.width + 9 || y > size.height + 9) continue
      context.moveTo(x + radius, y)
      context.arc(x, y, radius, 0, 2 * Math.PI)
    }
    context.fillStyle = style.getPropertyValue(group === groups ? '--soft' : `--group${group}`)
    context.fill()
  }
  if (over === undefined) return
  const [x, y] = toScreen(over, view, size)
  context.globalAlpha = 1
  context.beginPath()
  context.arc(x, y, radius + 3, 0, 2 * Math.PI)
  context.lineWidth = 2
  context.strokeStyle = style.getPropertyValue('--ink')
  context.stroke()
}
