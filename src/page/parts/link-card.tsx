/** The link that others pull or follow a cube by, or a branch of it: to be copied, or read by a phone. */
import type { JSX } from 'preact'
import type { Cube } from '../answers.ts'
import { linkOfBranch } from '../branch-in-link.ts'
import { useCall } from '../use-call.ts'
import { Copyable } from './copyable.tsx'
import { Failure } from './notice.tsx'
import { QrCode } from './qr-code.tsx'
import { Words } from './words.tsx'

interface LinkCardProps {
  cube: Cube
  /** One that is published beside main. */
  branch?: string
}

export function LinkCard({ cube, branch = 'main' }: LinkCardProps): JSX.Element {
  const { data, error } = useCall('link', { cube: cube.cube }, ['cubes'])
  const link = data === undefined ? undefined : linkOfBranch(data.link, branch)
  return (
    <section class="card made-card" aria-label="Link">
      <Failure error={error} />
      {data !== undefined && (
        <div class="made">
          <div>
            <p>
              {data.visibility === 'public'
                ? 'Whoever has this link finds the cube'
                : 'The cube is private: the link leads to it once it is published'}
              {branch !== 'main' && (
                <>
                  {' '}
                  with its branch <Words text={branch} most={60} />
                </>
              )}
              . There, it is pasted under Discover, or behind <code>memcube pull</code>.
            </p>
            <Copyable text={link ?? data.link} what="the link" />
            {link === undefined && (
              <p class="quiet">
                The name of the branch does not fit into a link: tell it beside the link, for the field
                Branch.
              </p>
            )}
            {data.places === 0 && (
              <p class="quiet">It says no place of this node: it is looked for on the network.</p>
            )}
          </div>
          <QrCode text={link ?? data.link} label="The link as a QR code" />
        </div>
      )}
    </section>
  )
}
