/** The link that others pull or follow a cube by: to be copied, or read by a phone. */
import type { JSX } from 'preact'
import type { Cube } from '../answers.ts'
import { useCall } from '../use-call.ts'
import { Copyable } from './copyable.tsx'
import { Failure } from './notice.tsx'
import { QrCode } from './qr-code.tsx'

export function LinkCard({ cube }: { cube: Cube }): JSX.Element {
  const { data, error } = useCall('link', { cube: cube.cube }, ['cubes'])
  return (
    <section class="card made-card" aria-label="Link">
      <Failure error={error} />
      {data !== undefined && (
        <div class="made">
          <div>
            <p>
              {data.visibility === 'public'
                ? 'Whoever has this link finds the cube.'
                : 'The cube is private: the link leads to it once it is published.'}{' '}
              There, it is pasted under Discover, or behind <code>memcube pull</code>.
            </p>
            <Copyable text={data.link} what="the link" />
            {data.places === 0 && (
              <p class="quiet">It says no place of this node: it is looked for on the network.</p>
            )}
          </div>
          <QrCode text={data.link} label="The link as a QR code" />
        </div>
      )}
    </section>
  )
}
