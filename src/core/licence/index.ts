// Whether what is under one licence may be taken into what is under another. A warning to look, no legal advice.
export { compareLicences, type LicenceComparison } from './compare-licences.ts'
